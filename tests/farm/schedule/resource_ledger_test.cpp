#include "farm/schedule/resource_ledger.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

Claim claim(int slots, int gpus = 0, std::uint64_t gpu_bytes = 0, bool alone = true) {
  Claim made;
  made.slots = slots;
  made.gpus = gpus;
  made.gpu_bytes = gpu_bytes;
  made.alone = alone;
  return made;
}

TEST(ResourceLedger, counts_slots) {
  ResourceLedger ledger(3, {});
  EXPECT_EQ(ledger.place(claim(3)), kNoGpu);
  EXPECT_EQ(ledger.place(claim(4)), std::nullopt);
  ledger.take(claim(2), kNoGpu);
  EXPECT_EQ(ledger.busy_slots(), 2);
  EXPECT_EQ(ledger.place(claim(2)), std::nullopt);
  EXPECT_THROW(ledger.take(claim(2), kNoGpu), Error);
  ledger.give_back(claim(2), kNoGpu);
  EXPECT_EQ(ledger.place(claim(2)), kNoGpu);
  EXPECT_THROW(ResourceLedger(0, {}), Error);
}

TEST(ResourceLedger, shares_as_long_as_memory_and_a_tenth_more_fit) {
  ResourceLedger ledger(9, {100});
  const Claim half = claim(1, 1, 45, false);  // 49.5
  ledger.take(half, 0);
  EXPECT_EQ(ledger.place(half), 0);
  EXPECT_EQ(ledger.place(claim(1, 1, 46, false)), std::nullopt);  // 49.5 + 50.6
  EXPECT_EQ(ledger.place(claim(1, 1, 45, true)), std::nullopt);   // wants to be alone
  ledger.take(half, 0);
  EXPECT_EQ(ledger.runs_on(0), 2);
  EXPECT_THROW(ledger.take(half, 0), Error);
  ledger.give_back(half, 0);
  ledger.give_back(half, 0);
  // Without the tenth it fits: alone, whether it must be or not.
  EXPECT_EQ(ledger.place(claim(1, 1, 100, false)), 0);
  EXPECT_EQ(ledger.place(claim(1, 1, 101)), std::nullopt);
  ledger.take(claim(1, 1, 10, true), 0);
  EXPECT_EQ(ledger.place(claim(1, 1, 10, false)), std::nullopt);
}

TEST(ResourceLedger, of_unknown_memory_nothing_is_shared) {
  ResourceLedger ledger(9, {0, 0});
  const Claim small = claim(1, 1, 1, false);
  EXPECT_EQ(ledger.place(small), 0);
  ledger.take(small, 0);
  EXPECT_EQ(ledger.place(small), 1);
  ledger.take(small, 1);
  EXPECT_EQ(ledger.place(small), std::nullopt);
}

TEST(ResourceLedger, keeps_a_reserved_gpu_for_those_that_are_alone) {
  ResourceLedger ledger(9, {100, 50});
  ledger.reserve(0);
  EXPECT_EQ(ledger.place(claim(1, 1, 10, false)), 1);
  EXPECT_EQ(ledger.place(claim(1, 1, 10, true)), 0);
  ledger.reserve(kNoGpu);
  EXPECT_EQ(ledger.place(claim(1, 1, 10, false)), 0);
}

TEST(ResourceLedger, knows_which_gpu_may_be_empty_soonest) {
  ResourceLedger ledger(9, {100, 100, 20});
  ledger.take(claim(1, 1, 10, false), 0);
  ledger.take(claim(1, 1, 10, false), 0);
  ledger.take(claim(1, 1, 10, false), 1);
  EXPECT_EQ(ledger.quietest_gpu(claim(1, 1, 30)), 1);
  EXPECT_EQ(ledger.quietest_gpu(claim(1, 1, 10)), 2);
  EXPECT_EQ(ledger.quietest_gpu(claim(1, 1, 101)), std::nullopt);
  EXPECT_TRUE(ledger.could_hold(claim(9, 1, 100), 1));
  EXPECT_FALSE(ledger.could_hold(claim(10, 1, 100), 1));
}

}  // namespace
}  // namespace sonosweep::farm
