// Runs handed out before a slot is free.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/farm/schedule/scheduler_driver.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<PlannedRun> short_runs(const std::string& letters, double took_s = 0.4) {
  PlannedRun known = run_of_kind("known", "A");
  known.done = true;
  known.took_s = took_s;
  std::vector<PlannedRun> runs = {known};
  for (const char letter : letters) runs.push_back(run_of_kind(std::string(1, letter), "A"));
  return runs;
}

TEST(SchedulerAhead, ShortRunsComeBeforeASlotIsFree) {
  Driver drive{Scheduler(short_runs("abcdef"), 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 1, {}, 2}),
              ElementsAre("start a.1 on 0", "start b.1 on 0", "start c.1 on 0"));
  drive(RunStarted{"a", 1, 0});
  EXPECT_TRUE(drive.scheduler.status("a").started);
  EXPECT_FALSE(drive.scheduler.status("b").started);
  EXPECT_EQ(drive.scheduler.counts().running, 3);
  // The worker goes on with b by itself, and gets one more ahead.
  EXPECT_THAT(drive.done("a", 0.4), ElementsAre("start d.1 on 0"));
  EXPECT_THAT(drive.done("b", 0.4), ElementsAre("start e.1 on 0"));
}

TEST(SchedulerAhead, LongAndUnknownRunsDoNot) {
  Driver slow{Scheduler(short_runs("ab", 0.6), 2)};
  EXPECT_THAT(slow(WorkerJoined{0, 1, {}, 2}), ElementsAre("start a.1 on 0"));
  Driver unknown{Scheduler(plan({"a", "b", "c"}), 2)};
  EXPECT_THAT(unknown(WorkerJoined{0, 1, {}, 2}), ElementsAre("start a.1 on 0"));
  // Now it is known.
  EXPECT_THAT(unknown.done("a", 0.1), ElementsAre("start b.1 on 0", "start c.1 on 0"));
}

TEST(SchedulerAhead, AFreeSlotElsewhereComesFirst) {
  Driver drive{Scheduler(short_runs("abcdefg"), 2)};
  EXPECT_THAT(
      drive(WorkersJoined{{{0, 1, {}, 1}, {1, 1, {}, 2}}}),
      ElementsAre("start a.1 on 0", "start b.1 on 1", "start c.1 on 0", "start d.1 on 1", "start e.1 on 1"));
  EXPECT_THAT(drive(WorkerJoined{2, 1}), ElementsAre("start f.1 on 2"));
}

TEST(SchedulerAhead, WhatWasNotStartedOnALostWorkerIsNoFailure) {
  Driver drive{Scheduler(short_runs("abc"), 0)};
  drive(WorkerJoined{0, 1, {}, 1});
  drive(RunStarted{"a", 1, 0});
  drive(WorkerJoined{1, 1});  // c
  EXPECT_THAT(drive(WorkerLost{0}), IsEmpty());
  EXPECT_EQ(drive.scheduler.status("a").losses, 1);
  EXPECT_EQ(drive.scheduler.status("b").losses, 0);
  EXPECT_THAT(drive.done("c", 0.4), ElementsAre("start a.2 on 1"));
  EXPECT_THAT(drive.done("a", 0.4), ElementsAre("start b.2 on 1"));
}

TEST(SchedulerAhead, NewsMayComeOutOfOrder) {
  Driver drive{Scheduler(short_runs("abcd"), 2)};
  drive(WorkerJoined{0, 1, {}, 2});
  // b's end is known before a's: it was in a's slot, which the scheduler still thinks taken.
  EXPECT_THAT(drive.done("b", 0.1), ElementsAre("start d.1 on 0"));
  EXPECT_THAT(drive.done("a", 0.1), IsEmpty());
  EXPECT_THAT(drive.done("c", 0.1), IsEmpty());
  EXPECT_THAT(drive.done("d", 0.1), ElementsAre("dismiss 0"));
}

TEST(SchedulerAhead, WaitingRunsAreStoppedToo) {
  Driver drive{Scheduler(short_runs("abc"), 0)};
  drive(WorkerJoined{0, 1, {}, 1});
  EXPECT_THAT(drive(StopRequested{}), ElementsAre("stop 0"));
  drive.end("b", 1, 0, OutcomeKind::kStopped);
  EXPECT_THAT(drive.end("a", 1, 0, OutcomeKind::kDone), ElementsAre("dismiss 0"));
  EXPECT_EQ(drive.scheduler.counts().waiting, 2);
}

TEST(SchedulerAhead, RunsWithAGpuAndWideOnesDoNot) {
  auto runs = short_runs("abc");
  for (auto& run : runs) run.resources.gpus = 1;
  Driver gpu{Scheduler(runs, 2)};
  EXPECT_THAT(gpu(WorkerJoined{0, 1, {0}, 2}), ElementsAre("start a.1 on 0 gpu 0"));
  for (auto& run : runs) run.resources = {2, 0, 0};
  Driver wide{Scheduler(runs, 2)};
  EXPECT_THAT(wide(WorkerJoined{0, 2, {}, 2}), ElementsAre("start a.1 on 0"));
}

}  // namespace
}  // namespace sonosweep::farm
