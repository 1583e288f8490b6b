#include "chaos/fault_plan.h"

#include <gtest/gtest.h>

#include <array>

#include "chaos/chaos_study.h"
#include "chaos/due_faults.h"
#include "chaos/seeds.h"

namespace sonosweep::chaos {
namespace {

TEST(FaultPlan, is_decided_by_its_seed) {
  const auto plan = plan_faults(7, kRuns), same = plan_faults(7, kRuns), other = plan_faults(8, kRuns);
  EXPECT_EQ(to_text(plan), to_text(same));
  EXPECT_NE(to_text(plan), to_text(other));
  ASSERT_EQ(plan.faults.size(), same.faults.size());
  for (std::size_t i = 0; i < plan.faults.size(); ++i) {
    EXPECT_EQ(plan.faults[i].delay_s, same.faults[i].delay_s);
    EXPECT_EQ(plan.faults[i].pick, same.faults[i].pick);
    EXPECT_EQ(plan.faults[i].length, same.faults[i].length);
  }
}

TEST(FaultPlan, the_plans_of_the_suite_have_each_fault_many_times) {
  std::array<int, kFaultKinds> under_mpirun{}, in_process{};
  int slow = 0;
  for (std::uint64_t seed = 1; seed <= kAllSeeds; ++seed) {
    const auto plan = plan_faults(seed, kRuns);
    EXPECT_GE(plan.faults.size(), 2U);
    EXPECT_LE(plan.faults.size(), 6U);
    for (const auto& fault : plan.faults) {
      ++(seed <= kMpirunSeeds ? under_mpirun : in_process)[static_cast<std::size_t>(fault.kind)];
      EXPECT_LT(fault.after_starts, kRuns);  // so that its time comes
    }
    if (plan.slow_files_us > 0) ++slow;
  }
  for (const int times : under_mpirun) EXPECT_GE(times, 3);
  for (const int times : in_process) EXPECT_GE(times, 50);
  EXPECT_GE(slow, 20);
}

TEST(DueFaults, come_in_their_order_and_stay_due_until_they_hit) {
  FaultPlan plan;
  plan.faults.resize(2);
  plan.faults[0].after_starts = 5;
  plan.faults[0].delay_s = 1;
  plan.faults[1].after_starts = 9;
  DueFaults due(plan);
  std::vector<int> injected;
  bool hits = false;
  const auto look = [&](int starts, double now) {
    due.look(starts, now, [&](const Fault& fault) {
      if (hits) injected.push_back(fault.after_starts);
      return hits;
    });
  };
  look(4, 10);
  look(5, 20);
  look(5, 20.5);
  EXPECT_EQ(due.injected(), 0);
  look(5, 21);  // due, but there is nothing to hit
  EXPECT_EQ(due.injected(), 0);
  hits = true;
  look(5, 22);
  EXPECT_EQ(injected, std::vector<int>{5});
  look(30, 23);
  EXPECT_EQ(injected, (std::vector<int>{5, 9}));
  look(30, 24);
  EXPECT_EQ(due.injected(), 2);
}

}  // namespace
}  // namespace sonosweep::chaos
