// Workers that leave of their own will.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/farm/schedule/scheduler_driver.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SchedulerLeaving, IsGivenNothingMoreAndKeepsWhatItHas) {
  Driver drive{Scheduler(plan({"a", "b", "c", "d"}), 0)};
  drive(WorkerJoined{0, 1});
  EXPECT_THAT(drive(WorkerJoined{1, 1}), ElementsAre("start b.1 on 1"));
  EXPECT_THAT(drive(WorkerLeaving{1}), IsEmpty());
  EXPECT_TRUE(drive.scheduler.is_busy(1));
  EXPECT_THAT(drive.end("b", 1, 1, OutcomeKind::kDone), IsEmpty());  // c is not for worker 1
  EXPECT_FALSE(drive.scheduler.is_busy(1));
  EXPECT_EQ(drive.scheduler.counts().done, 1);
  EXPECT_THAT(drive(WorkerLost{1}), IsEmpty());
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kDone), ElementsAre("start c.1 on 0"));
}

TEST(SchedulerLeaving, WhatItStoppedIsNeverCountedAgainstTheRun) {
  Driver drive{Scheduler(plan({"a"}), 0)};
  // An attempt that stops unasked may do so 10 times; here it was asked to.
  for (int attempt = 1; attempt <= 30; ++attempt) {
    EXPECT_THAT(drive(WorkerJoined{attempt, 1}),
                ElementsAre("start a." + std::to_string(attempt) + " on " + std::to_string(attempt)));
    drive(WorkerLeaving{attempt});
    EXPECT_THAT(drive.end("a", attempt, attempt, OutcomeKind::kStopped), IsEmpty());
    drive(WorkerLost{attempt});
  }
  EXPECT_EQ(drive.scheduler.status("a").state, RunState::kWaiting);
}

TEST(SchedulerLeaving, AFailureThereIsOneAllTheSame) {
  Driver drive{Scheduler(plan({"a", "b"}), 0)};
  drive(WorkerJoined{0, 1});
  drive(WorkerLeaving{0});
  drive.end("a", 1, 0, OutcomeKind::kFailed);
  EXPECT_EQ(drive.scheduler.status("a").state, RunState::kFailed);
}

TEST(SchedulerLeaving, MayComeBack) {
  Driver drive{Scheduler(plan({"a", "b"}), 0)};
  drive(WorkerJoined{0, 1});
  drive(WorkerLeaving{0});
  drive.end("a", 1, 0, OutcomeKind::kDone);
  EXPECT_THAT(drive(WorkerJoined{0, 1}), ElementsAre("start b.1 on 0"));
}

}  // namespace
}  // namespace sonosweep::farm
