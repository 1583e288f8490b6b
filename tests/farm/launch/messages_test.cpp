#include "farm/launch/messages.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

template <typename T>
T there_and_back(const T& message) {
  return std::get<T>(parse_message(to_text(message)));
}

Finished finished_as(OutcomeKind kind, const std::string& cause,
                     const std::vector<std::string>& log_tail = {}) {
  Finished finished;
  finished.incarnation = 4;
  finished.attempt = {"a/b", 3};
  finished.outcome.kind = kind;
  finished.outcome.cause = cause;
  finished.outcome.death = DeathCause::kDiskFull;
  finished.log_tail = log_tail;
  finished.wall_s = 1.5;
  finished.cpu_s = 2.5;
  finished.peak_bytes = std::uint64_t{1} << 40;
  finished.gpu_peak_bytes = std::uint64_t{1} << 41;
  return finished;
}

TEST(Messages, ArriveAsTheyWereSent) {
  const auto hello =
      there_and_back(Hello{{"--data", "a \"b\".h5"}, "node7", 64, 1, 4, {{"GPU-1", 80}, {"GPU-2", 0}}, 5});
  EXPECT_EQ(hello.arguments, (std::vector<std::string>{"--data", "a \"b\".h5"}));
  EXPECT_EQ(hello.host, "node7");
  EXPECT_EQ(hello.cores, 64);
  EXPECT_EQ(hello.local_rank, 1);
  EXPECT_EQ(hello.local_size, 4);
  ASSERT_EQ(hello.gpus.size(), 2U);
  EXPECT_EQ(hello.gpus[0].uuid, "GPU-1");
  EXPECT_EQ(hello.gpus[0].memory_bytes, 80U);
  EXPECT_EQ(hello.incarnation, 5);
  EXPECT_EQ(hello.launch + hello.slurm_job, "");
  EXPECT_FALSE(hello.deadline);
  Hello helper;
  helper.launch = "node7-1-a";
  helper.slurm_job = "42";
  helper.deadline = 2'000'000'000'000;
  helper = there_and_back(helper);
  EXPECT_EQ(helper.launch + helper.slurm_job, "node7-1-a42");
  EXPECT_EQ(helper.deadline, 2'000'000'000'000);
  for (const auto kind :
       {OutcomeKind::kDone, OutcomeKind::kFailed, OutcomeKind::kFailedForGood, OutcomeKind::kStopped})
    EXPECT_EQ(there_and_back(finished_as(kind, "c")).outcome.kind, kind);
  const auto finished = there_and_back(finished_as(OutcomeKind::kFailed, "c", {"x", "y"}));
  EXPECT_EQ(finished.incarnation, 4);
  EXPECT_EQ(finished.attempt, (Attempt{"a/b", 3}));
  EXPECT_EQ(finished.outcome.death, DeathCause::kDiskFull);
  EXPECT_EQ(finished.wall_s, 1.5);
  EXPECT_EQ(finished.cpu_s, 2.5);
  EXPECT_EQ(finished.peak_bytes, std::uint64_t{1} << 40);
  EXPECT_EQ(finished.gpu_peak_bytes, std::uint64_t{1} << 41);
  EXPECT_EQ(finished.outcome.cause, "c");
  EXPECT_EQ(finished.log_tail, (std::vector<std::string>{"x", "y"}));
  const auto setup = there_and_back(LaunchSetup{"p", "d", "s", "o", 3, 7, 0.5, 2});
  EXPECT_EQ(setup.program + setup.data + setup.study + setup.out, "pdso");
  EXPECT_EQ(setup.threads, 3);
  EXPECT_EQ(setup.slots, 7);
  EXPECT_EQ(setup.lease_s, 0.5);
  EXPECT_EQ(setup.incarnation, 2);
  const auto start = there_and_back(Start{2, {"r", 3}, 4, "GPU-1", true});
  EXPECT_EQ(start.incarnation, 2);
  EXPECT_EQ(start.attempt, (Attempt{"r", 3}));
  EXPECT_EQ(start.slots, 4);
  EXPECT_EQ(start.gpu, "GPU-1");
  EXPECT_TRUE(start.no_gpu);
  const auto beat = there_and_back(Beat{2, {{"r", 1}, {"s", 2}}});
  EXPECT_EQ(beat.incarnation, 2);
  EXPECT_EQ(beat.held, (std::vector<Attempt>{{"r", 1}, {"s", 2}}));
  EXPECT_EQ(there_and_back(Started{3, {"r", 1}}).attempt, (Attempt{"r", 1}));
  EXPECT_EQ(there_and_back(Alive{7}).incarnation, 7);
  EXPECT_EQ(there_and_back(GivenUp{7}).incarnation, 7);
  EXPECT_EQ(there_and_back(Ack{{"r", 2}}).attempt, (Attempt{"r", 2}));
  EXPECT_EQ(there_and_back(StopAsked{15}).signal_number, 15);
  EXPECT_EQ(there_and_back(ShutDown{75}).exit_code, 75);
  there_and_back(StopAll{});
  EXPECT_EQ(there_and_back(Leaving{3, "time limit"}).incarnation, 3);
  EXPECT_EQ(there_and_back(Leaving{3, "time limit"}).cause, "time limit");
  const auto lent = there_and_back(Lend{{"l", "p", "d", "s", "o", "42", 7, 0.5}}).helping;
  EXPECT_EQ(lent.launch + lent.program + lent.data + lent.study + lent.out + lent.slurm_job, "lpdso42");
  EXPECT_EQ(lent.deadline, 7);
  EXPECT_EQ(lent.lease_s, 0.5);
}

TEST(Messages, CarryAnyBytesOfALog) {
  const auto finished = there_and_back(finished_as(OutcomeKind::kFailed, "bad \xff byte", {"\xfe"}));
  EXPECT_EQ(finished.outcome.cause, "bad \xef\xbf\xbd byte");  // U+FFFD
  EXPECT_EQ(finished.log_tail[0], "\xef\xbf\xbd");
}

TEST(Messages, DamageIsAnError) {
  EXPECT_THROW(parse_message("{\"kind\": \"start\""), Error);
  EXPECT_THROW(parse_message("{\"kind\": \"dance\"}"), Error);
  EXPECT_THROW(parse_message("{\"kind\": \"alive\", \"incarnation\": \"x\"}"), Error);
}

TEST(Messages, KnowTheirDirection) {
  EXPECT_TRUE(is_for_coordinator(Hello{}));
  EXPECT_TRUE(is_for_coordinator(Beat{}));
  EXPECT_TRUE(is_for_coordinator(Started{}));
  EXPECT_TRUE(is_for_coordinator(Finished{}));
  EXPECT_TRUE(is_for_coordinator(StopAsked{}));
  EXPECT_TRUE(is_for_coordinator(Leaving{}));
  EXPECT_FALSE(is_for_coordinator(LaunchSetup{}));
  EXPECT_FALSE(is_for_coordinator(Start{}));
  EXPECT_FALSE(is_for_coordinator(Alive{}));
  EXPECT_FALSE(is_for_coordinator(Ack{}));
  EXPECT_FALSE(is_for_coordinator(GivenUp{}));
  EXPECT_FALSE(is_for_coordinator(StopAll{}));
  EXPECT_FALSE(is_for_coordinator(ShutDown{}));
  EXPECT_FALSE(is_for_coordinator(Lend{}));
}

}  // namespace
}  // namespace sonosweep::farm
