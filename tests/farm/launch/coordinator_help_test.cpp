// The coordinator and ranks of other launches that help: the test is every supervisor, and the clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coordinator_fixture.h"
#include "core/error.h"

namespace sonosweep::farm {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CoordinatorHelp : public CoordinatorLease {
 protected:
  // Its own rank is 0; 1 and above help.
  static Hello helper(std::vector<Gpu> gpus = {}) {
    Hello helper = hello(std::move(gpus));
    helper.launch = "node9-1-a";
    helper.slurm_job = "42";
    helper.deadline = 2000;
    return helper;
  }
  static Finished stopped(const Attempt& attempt) {
    Finished finished = done(attempt);
    finished.outcome = {OutcomeKind::kStopped, "asked to stop"};
    return finished;
  }
};

TEST_F(CoordinatorHelp, WhoeverComesLaterIsGivenRuns) {
  begin({{"s/a"}, {"s/b"}}, {hello()});
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/a", 1}));
  tell(2, helper());
  EXPECT_EQ(told<LaunchSetup>(2).size(), 1U);
  EXPECT_THAT(started(2), ElementsAre(Attempt{"s/b", 1}));
  EXPECT_THAT(said, Contains(HasSubstr("rank 2 on node helps (Slurm job 42)")));
  EXPECT_THAT(read_file(folder.journal_file()),
              HasSubstr("\tlaunch=node9-1-a\tslurm_job=42\tdeadline=2000\n"));
  leave_result({"s/b", 1});
  tell(2, done({"s/b", 1}));
  EXPECT_EQ(told<Ack>(2).size(), 1U);
  leave_result({"s/a", 1});
  tell(0, done({"s/a", 1}));
  EXPECT_EQ(told<ShutDown>(2).at(0).exit_code, kExitDone);
  EXPECT_TRUE(coordinator->finished());
}

TEST_F(CoordinatorHelp, OneThatFallsSilentIsGivenUpAndMayComeBack) {
  begin({{"s/a"}, {"s/b"}}, {hello()});
  started(0);
  tell(1, helper());
  EXPECT_THAT(started(1), ElementsAre(Attempt{"s/b", 1}));
  leave_result({"s/a", 1});
  tell(0, done({"s/a", 1}));
  pass(91, {0});
  EXPECT_THAT(started(0), ElementsAre(Attempt{"s/b", 2}));
  EXPECT_FALSE(coordinator->is_present(1));
  EXPECT_FALSE(coordinator->gave_up_any());  // no rank of this launch
  tell(1, Beat{1, {{"s/b", 1}}});
  EXPECT_EQ(told<GivenUp>(1).size(), 1U);
  Hello again = helper();
  again.incarnation = 2;
  tell(1, again);
  EXPECT_TRUE(coordinator->is_present(1));
}

TEST_F(CoordinatorHelp, OneThatLeavesIsGivenNothingMoreAndLetGoWhenItsRunsHaveEnded) {
  options.retries = 0;
  begin({{"s/a"}, {"s/b"}, {"s/c"}}, {hello()});
  started(0);
  tell(1, helper());
  EXPECT_THAT(started(1), ElementsAre(Attempt{"s/b", 1}));
  tell(1, Leaving{1, "signal 15"});
  tell(1, Leaving{1, "signal 15"});
  EXPECT_THAT(told<ShutDown>(1), IsEmpty());
  EXPECT_TRUE(coordinator->is_present(1));
  tell(1, stopped({"s/b", 1}));
  EXPECT_EQ(told<Ack>(1).size(), 1U);
  ASSERT_EQ(told<ShutDown>(1).size(), 1U);
  EXPECT_THAT(started(1), IsEmpty());
  EXPECT_FALSE(coordinator->is_present(1));
  EXPECT_THAT(read_file(folder.journal_file()), HasSubstr("\tleft\t-\t-\t1\tsignal 15\n"));
  EXPECT_THAT(read_file(folder.journal_file()), Not(HasSubstr("\tlost\t")));
  // It did not hear that, and says it again.
  tell(1, Leaving{1, "signal 15"});
  EXPECT_EQ(told<ShutDown>(1).at(0).exit_code, kExitStopped);
  // The others do the rest.
  EXPECT_FALSE(coordinator->finished());
  Attempt next{"s/a", 1};
  for (int run = 0; run < 3; ++run) {
    leave_result(next);
    tell(0, done(next));
    if (const auto starts = started(0); !starts.empty()) next = starts[0];
  }
  EXPECT_EQ(coordinator->counts().done, 3);
  EXPECT_EQ(coordinator->exit_code(), kExitDone);
}

TEST_F(CoordinatorHelp, OneThatHasNothingToDoIsLetGoAtOnce) {
  begin({{"s/a"}}, {hello()});
  tell(1, helper());
  tell(1, Leaving{1, "time limit"});
  EXPECT_EQ(told<ShutDown>(1).at(0).exit_code, kExitStopped);
}

TEST_F(CoordinatorHelp, OneThatLeavesAndFallsSilentIsLost) {
  begin({{"s/a"}, {"s/b"}}, {hello()});
  tell(1, helper());
  tell(1, Leaving{1, "signal 15"});
  pass(91, {0});
  EXPECT_THAT(read_file(folder.journal_file()), HasSubstr("\tlost\t-\t-\t1\t"));
  EXPECT_EQ(coordinator->counts().running, 1);
}

TEST_F(CoordinatorHelp, AStopOfTheLaunchStopsThoseWhoHelpToo) {
  begin({{"s/a"}, {"s/b"}}, {hello()});
  tell(1, helper());
  tell(0, StopAsked{10});
  EXPECT_EQ(told<StopAll>(1).size(), 1U);
  tell(1, stopped({"s/b", 1}));
  tell(0, stopped({"s/a", 1}));
  EXPECT_EQ(told<ShutDown>(1).at(0).exit_code, kExitStopped);
}

TEST_F(CoordinatorHelp, AGpuThatTwoLaunchesSeeIsTheFirstOnes) {
  std::vector<PlannedRun> plan = {{"s/a"}, {"s/b"}, {"s/c"}};
  for (auto& run : plan) run.resources.gpus = 1;
  plan.push_back({"c/d"});
  begin(plan, {hello({{"GPU-0", 80}})});
  EXPECT_EQ(told<Start>(0).at(0).gpu, "GPU-0");
  tell(1, helper({{"GPU-0", 80}, {"GPU-1", 80}}));
  const auto starts = told<Start>(1);
  ASSERT_FALSE(starts.empty());
  EXPECT_EQ(starts[0].gpu, "GPU-1");
  // Of another node, the same name is another GPU.
  Hello elsewhere = helper({{"GPU-0", 80}});
  elsewhere.host = "node9";
  tell(2, elsewhere);
  EXPECT_EQ(told<Start>(2).at(0).gpu, "GPU-0");
  // One that is left none is given what needs none, and its runs see none.
  tell(3, helper({{"GPU-0", 80}}));
  const auto rest = told<Start>(3);
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].attempt.run, "c/d");
  EXPECT_TRUE(rest[0].no_gpu);
}

}  // namespace
}  // namespace sonosweep::farm
