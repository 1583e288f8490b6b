#include "farm/schedule/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "tests/farm/schedule/scheduler_driver.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Scheduler, HandsOutInOrderAsSlotsBecomeFree) {
  Driver drive{Scheduler(plan({"a", "b", "c"}), 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start a.1 on 0", "start b.1 on 0"));
  EXPECT_THAT(drive.end("b", 1, 0, OutcomeKind::kDone), ElementsAre("start c.1 on 0"));
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kDone), IsEmpty());
  EXPECT_THAT(drive.end("c", 1, 0, OutcomeKind::kDone), ElementsAre("dismiss 0"));
  EXPECT_TRUE(drive.scheduler.finished());
  EXPECT_EQ(drive.scheduler.counts().done, 3);
}

TEST(Scheduler, SpreadsOverWorkersLeastBusyFirst) {
  Driver drive{Scheduler({{"long"}, {"a", {"long"}}, {"b", {"long"}}, {"c", {"long"}}, {"d", {"long"}}}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start long.1 on 0"));
  EXPECT_THAT(drive(WorkerJoined{1, 2}), IsEmpty());
  EXPECT_THAT(drive(WorkerJoined{2, 2}), IsEmpty());
  // All free: one each, then the second slot of the first.
  EXPECT_THAT(drive.end("long", 1, 0, OutcomeKind::kDone),
              ElementsAre("start a.1 on 0", "start b.1 on 1", "start c.1 on 2", "start d.1 on 0"));
}

TEST(Scheduler, RetriesUpToTheLimitAndThenGivesUp) {
  Driver drive{Scheduler(plan({"a"}), 2)};
  drive(WorkerJoined{0, 1});
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kFailed), ElementsAre("start a.2 on 0"));
  EXPECT_THAT(drive.end("a", 2, 0, OutcomeKind::kFailed), ElementsAre("start a.3 on 0"));
  EXPECT_THAT(drive.end("a", 3, 0, OutcomeKind::kFailed), ElementsAre("dismiss 0"));
  EXPECT_EQ(drive.scheduler.status("a").state, RunState::kFailed);
  EXPECT_EQ(drive.scheduler.status("a").cause, "why");
  EXPECT_EQ(drive.scheduler.counts().failed, 1);
}

TEST(Scheduler, DoesNotRetryWhatCannotGoBetter) {
  Driver drive{Scheduler(plan({"a", "b"}), 2)};
  drive(WorkerJoined{0, 1});
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kFailedForGood), ElementsAre("start b.1 on 0"));
  EXPECT_EQ(drive.scheduler.status("a").state, RunState::kFailed);
}

TEST(Scheduler, AFailureBlocksOnlyWhatDependsOnIt) {
  Driver drive{
      Scheduler({{"a"}, {"b"}, {"needs_a", {"a"}}, {"needs_that", {"needs_a", "b"}}, {"needs_b", {"b"}}}, 0)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start a.1 on 0", "start b.1 on 0"));
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kFailed), IsEmpty());
  EXPECT_EQ(drive.scheduler.status("needs_a").state, RunState::kBlocked);
  EXPECT_THAT(drive.scheduler.status("needs_that").cause, HasSubstr("needs needs_a"));
  EXPECT_THAT(drive.end("b", 1, 0, OutcomeKind::kDone), ElementsAre("start needs_b.1 on 0"));
  EXPECT_THAT(drive.end("needs_b", 1, 0, OutcomeKind::kDone), ElementsAre("dismiss 0"));
  const RunCounts counts = drive.scheduler.counts();
  EXPECT_EQ(counts.done, 2);
  EXPECT_EQ(counts.failed, 1);
  EXPECT_EQ(counts.blocked, 2);
}

TEST(Scheduler, WhatIsDoneAlreadyIsNotStartedAndSatisfiesNeeds) {
  PlannedRun done{"a"};
  done.done = true;
  Driver drive{Scheduler({done, {"b", {"a"}}}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start b.1 on 0"));
}

TEST(Scheduler, WithNothingToDoWorkersAreSentHome) {
  PlannedRun done{"a"};
  done.done = true;
  Driver drive{Scheduler({done}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("dismiss 0"));
  EXPECT_THAT(drive(WorkerJoined{1, 2}), ElementsAre("dismiss 1"));
}

TEST(Scheduler, AStopEndsHandingOutAndIsNoFailure) {
  Driver drive{Scheduler(plan({"a", "b", "c"}), 0)};
  drive(WorkerJoined{0, 1});
  drive(WorkerJoined{1, 1});
  EXPECT_THAT(drive(StopRequested{}), ElementsAre("stop 0", "stop 1"));
  EXPECT_THAT(drive(StopRequested{}), IsEmpty());
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kStopped), IsEmpty());
  EXPECT_THAT(drive.end("b", 1, 1, OutcomeKind::kDone), ElementsAre("dismiss 0", "dismiss 1"));
  const RunCounts counts = drive.scheduler.counts();
  EXPECT_EQ(counts.waiting, 2);
  EXPECT_EQ(counts.done, 1);
  EXPECT_EQ(counts.failed, 0);
  EXPECT_EQ(drive.scheduler.status("a").failures, 0);
}

TEST(Scheduler, ClosedStartsLetRunningRunsFinish) {
  Driver drive{Scheduler(plan({"a", "b"}), 0)};
  drive(WorkerJoined{0, 1});
  EXPECT_THAT(drive(StartsClosed{}), IsEmpty());
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kDone), ElementsAre("dismiss 0"));
  EXPECT_EQ(drive.scheduler.counts().waiting, 1);
}

TEST(Scheduler, AStopNobodyAskedForIsNoFailureButDoesNotGoOnForEver) {
  Driver drive{Scheduler(plan({"a"}), 0)};
  drive(WorkerJoined{0, 1});
  int attempt = 1;
  while (!drive.scheduler.finished() && attempt < 100) drive.end("a", attempt++, 0, OutcomeKind::kStopped);
  EXPECT_EQ(drive.scheduler.status("a").state, RunState::kFailed);
  EXPECT_EQ(drive.scheduler.status("a").attempt, 11);  // ten stops are forgiven
}

TEST(Scheduler, RunsOfALostWorkerGoElsewhere) {
  Driver drive{Scheduler(plan({"a", "b"}), 2)};
  drive(WorkerJoined{0, 1});
  drive(WorkerJoined{1, 1});
  EXPECT_THAT(drive(WorkerLost{0}), IsEmpty());
  EXPECT_THAT(drive.end("b", 1, 1, OutcomeKind::kDone), ElementsAre("start a.2 on 1"));
  EXPECT_THAT(drive.scheduler.status("a").cause, HasSubstr("worker 0 was lost"));
  // What the lost one says later is not heard.
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kDone), IsEmpty());
  EXPECT_EQ(drive.scheduler.status("a").state, RunState::kRunning);
  EXPECT_THAT(drive.end("a", 2, 1, OutcomeKind::kDone), ElementsAre("dismiss 1"));
}

TEST(Scheduler, ARunOfSeveralSlotsWaitsForThem) {
  PlannedRun wide{"wide"};
  wide.resources.slots = 2;
  Driver drive{Scheduler({{"a"}, wide, {"b"}}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 2}), ElementsAre("start a.1 on 0", "start b.1 on 0"));
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kDone), IsEmpty());
  EXPECT_THAT(drive.end("b", 1, 0, OutcomeKind::kDone), ElementsAre("start wide.1 on 0"));
}

TEST(Scheduler, RefusesAPlanThatCannotWork) {
  EXPECT_THROW(Scheduler(plan({"a", "a"}), 2), Error);
  EXPECT_THROW(Scheduler({{"a", {"nobody"}}}, 2), Error);
  EXPECT_THROW(Scheduler({{"a", {"b"}}, {"b", {"a"}}}, 2), Error);
}

TEST(Scheduler, CountsOnFromEarlierAttempts) {
  PlannedRun run{"a"};
  run.attempts_before = 3;
  Driver drive{Scheduler({run}, 1)};
  EXPECT_EQ(drive.scheduler.status("a").attempt, 3);
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start a.4 on 0"));
  EXPECT_THAT(drive.end("a", 4, 0, OutcomeKind::kFailed), ElementsAre("start a.5 on 0"));
  EXPECT_THAT(drive.end("a", 5, 0, OutcomeKind::kFailed), ElementsAre("dismiss 0"));
  EXPECT_EQ(drive.scheduler.status("a").failures, 2);
}

TEST(Scheduler, ALostWorkerIsNotHeldAgainstWhatHadNotStarted) {
  Driver drive{Scheduler(plan({"a"}), 0)};
  for (int attempt = 1; attempt < 100; ++attempt) {
    EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre(fmt::format("start a.{} on 0", attempt)));
    EXPECT_THAT(drive(WorkerLost{0}), IsEmpty());
  }
  EXPECT_EQ(drive.scheduler.status("a").losses, 0);
  EXPECT_TRUE(drive.scheduler.starved());
}

TEST(Scheduler, WhatLosesItsWorkerAgainAndAgainIsSetAside) {
  Driver drive{Scheduler(plan({"a"}), 0)};
  for (int attempt = 1; attempt <= 6; ++attempt) {  // five losses are forgiven
    EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre(fmt::format("start a.{} on 0", attempt)));
    drive(RunStarted{"a", attempt, 0});
    EXPECT_TRUE(drive.scheduler.status("a").started);
    drive(WorkerLost{0});
    EXPECT_EQ(drive.scheduler.status("a").losses, attempt);
  }
  EXPECT_EQ(drive.scheduler.status("a").state, RunState::kFailed);
  EXPECT_EQ(drive.scheduler.status("a").death, DeathCause::kLostNode);
  EXPECT_EQ(drive.scheduler.status("a").failures, 0);
}

TEST(Scheduler, AWorkerThatJoinsAgainHasLostItsRuns) {
  Driver drive{Scheduler(plan({"a"}), 2)};
  drive(WorkerJoined{0, 1});
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start a.2 on 0"));
}

TEST(Scheduler, WorkersThatJoinTogetherShareFromTheBeginning) {
  Driver drive{Scheduler(plan({"a", "b"}), 2)};
  EXPECT_THAT(drive(WorkersJoined{{{0, 2}, {1, 2}}}), ElementsAre("start a.1 on 0", "start b.1 on 1"));
}

TEST(Scheduler, IsStarvedWhereNoWorkerHasWhatIsAskedFor) {
  PlannedRun wide{"wide"};
  wide.resources.slots = 3;
  Driver drive{Scheduler({wide}, 2)};
  EXPECT_TRUE(drive.scheduler.starved());
  drive(WorkerJoined{0, 2});
  EXPECT_TRUE(drive.scheduler.starved());
  EXPECT_FALSE(drive.scheduler.finished());
  EXPECT_THAT(drive(WorkerJoined{1, 3}), ElementsAre("start wide.1 on 1"));
  EXPECT_FALSE(drive.scheduler.starved());
}

}  // namespace
}  // namespace sonosweep::farm
