// Who gets which GPU, and who shares one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/farm/schedule/scheduler_driver.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

PlannedRun on_gpu(const std::string& id, const std::string& kind = "K", double expected_s = 1) {
  PlannedRun run = run_of_kind(id, kind, expected_s);
  run.resources.gpus = 1;
  return run;
}

SchedulerOptions sharing() {
  SchedulerOptions options;
  options.gpu_share = true;
  return options;
}

TEST(SchedulerGpu, OneRunPerGpu) {
  Driver drive{Scheduler({on_gpu("a"), on_gpu("b"), on_gpu("c"), run_of_kind("d", "D", 0.5)}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 8, {0, 0}}),
              ElementsAre("start a.1 on 0 gpu 0", "start b.1 on 0 gpu 1", "start d.1 on 0"));
  EXPECT_EQ(drive.scheduler.status("b").gpu, 1);
  EXPECT_THAT(drive.done("b", 1, 5), ElementsAre("start c.1 on 0 gpu 1"));
  EXPECT_EQ(drive.scheduler.status("b").gpu, -1);
}

TEST(SchedulerGpu, SlotsLimitAsWell) {
  Driver drive{Scheduler({on_gpu("a"), on_gpu("b")}, 2)};
  EXPECT_THAT(drive(WorkerJoined{0, 1, {0, 0}}), ElementsAre("start a.1 on 0 gpu 0"));
}

TEST(SchedulerGpu, WithoutAnyGpuSlotsCount) {
  Driver drive{Scheduler({on_gpu("a"), on_gpu("b"), on_gpu("c")}, 2)};
  EXPECT_THAT(drive(WorkersJoined{{{0, 1}, {1, 1}}}), ElementsAre("start a.1 on 0", "start b.1 on 1"));
}

TEST(SchedulerGpu, WhereThereAreGpusRunsWaitForThem) {
  Driver drive{Scheduler({on_gpu("a"), on_gpu("b"), run_of_kind("c", "C", 0.1)}, 2)};
  EXPECT_THAT(drive(WorkersJoined{{{0, 4}, {1, 4, {0}}}}),
              ElementsAre("start a.1 on 1 gpu 0", "start c.1 on 0"));
  drive.done("c", 1);
  EXPECT_THAT(drive(WorkerLost{1}), IsEmpty());
  EXPECT_TRUE(drive.scheduler.starved());
  EXPECT_THAT(drive(WorkerJoined{1, 4, {0}}), ElementsAre("start a.2 on 1 gpu 0"));
}

TEST(SchedulerGpu, NobodySharesUnasked) {
  Driver drive{Scheduler({on_gpu("a"), on_gpu("b"), on_gpu("c")}, 2)};
  drive(WorkerJoined{0, 8, {100}});
  EXPECT_THAT(drive.done("a", 1, 10), ElementsAre("start b.1 on 0 gpu 0"));
}

TEST(SchedulerGpu, RunsShareOnceTheirMemoryIsKnown) {
  Driver drive{Scheduler({on_gpu("a"), on_gpu("b"), on_gpu("c"), on_gpu("d"), on_gpu("e")}, sharing())};
  // Nobody knows yet what they use.
  EXPECT_THAT(drive(WorkerJoined{0, 8, {100}}), ElementsAre("start a.1 on 0 gpu 0"));
  // 30, and a tenth more: three times 33 fit into 100.
  EXPECT_THAT(drive.done("a", 1, 30),
              ElementsAre("start b.1 on 0 gpu 0", "start c.1 on 0 gpu 0", "start d.1 on 0 gpu 0"));
  // 44 and twice 33: no.
  EXPECT_THAT(drive.done("b", 1, 40), IsEmpty());
  EXPECT_THAT(drive.done("c", 1, 20), ElementsAre("start e.1 on 0 gpu 0"));  // 44 + 33
}

TEST(SchedulerGpu, TheEmptiestGpuComesFirst) {
  PlannedRun first = on_gpu("first");
  first.done = true;
  first.gpu_peak_bytes = 10;
  Driver drive{
      Scheduler({first, on_gpu("a"), on_gpu("b"), on_gpu("c"), on_gpu("d"), on_gpu("e")}, sharing())};
  EXPECT_THAT(drive(WorkersJoined{{{0, 3, {24, 24}}, {1, 3, {24}}}}),
              ElementsAre("start a.1 on 0 gpu 0", "start b.1 on 1 gpu 0", "start c.1 on 0 gpu 1",
                          "start d.1 on 1 gpu 0", "start e.1 on 0 gpu 0"));
}

TEST(SchedulerGpu, OutOfMemoryMeansAloneAndAgain) {
  PlannedRun first = on_gpu("first");
  first.done = true;
  first.gpu_peak_bytes = 10;
  Driver drive{Scheduler({first, on_gpu("a"), on_gpu("b"), on_gpu("c", "K", 0.1)}, sharing())};
  EXPECT_THAT(drive(WorkerJoined{0, 3, {25}}), ElementsAre("start a.1 on 0 gpu 0", "start b.1 on 0 gpu 0"));
  // c is small enough to go beside b, but a is to be alone next: the GPU is kept for it.
  EXPECT_THAT(drive.dies("a", DeathCause::kOutOfMemory), IsEmpty());
  EXPECT_THAT(drive.done("b", 1, 10), ElementsAre("start a.2 on 0 gpu 0"));
  EXPECT_THAT(drive.done("a", 1, 24), ElementsAre("start c.1 on 0 gpu 0"));
}

TEST(SchedulerGpu, WhatIsLessUrgentThanSharersWaitsForThem) {
  PlannedRun first = on_gpu("first", "K", 10);
  first.done = true;
  first.gpu_peak_bytes = 10;
  // Of U nothing is known, so it must be alone; it is urgent, and gets the second GPU when that is free.
  Driver drive{Scheduler({first, on_gpu("a", "K", 10), on_gpu("b", "K", 10), on_gpu("u", "U", 50),
                          on_gpu("v", "U", 50), on_gpu("c", "K", 10)},
                         sharing())};
  EXPECT_THAT(drive(WorkerJoined{0, 8, {25, 25}}),
              ElementsAre("start u.1 on 0 gpu 0", "start v.1 on 0 gpu 1"));
  EXPECT_THAT(drive.done("u", 1, 25), ElementsAre("start a.1 on 0 gpu 0", "start b.1 on 0 gpu 0"));
}

TEST(SchedulerGpu, WhatNeedsMoreThanThereIsStaysAwayFromSmallGpus) {
  PlannedRun first = on_gpu("first");
  first.done = true;
  first.gpu_peak_bytes = 50;
  Driver drive{Scheduler({first, on_gpu("a"), on_gpu("b")}, sharing())};
  EXPECT_THAT(drive(WorkerJoined{0, 8, {40, 52}}), ElementsAre("start a.1 on 0 gpu 1"));
}

TEST(SchedulerGpu, ThePlanMaySayWhatMemoryARunUses) {
  PlannedRun a = on_gpu("a"), b = on_gpu("b");
  a.resources.gpu_bytes = b.resources.gpu_bytes = 10;
  Driver drive{Scheduler({a, b}, sharing())};
  EXPECT_THAT(drive(WorkerJoined{0, 8, {22}}), ElementsAre("start a.1 on 0 gpu 0", "start b.1 on 0 gpu 0"));
}

TEST(SchedulerGpu, WithoutGpuIsSparedWhereGpusAre) {
  Driver drive{Scheduler({run_of_kind("a", "A", 5), on_gpu("b")}, 2)};
  EXPECT_THAT(drive(WorkersJoined{{{0, 1, {0}}, {1, 1}}}),
              ElementsAre("start a.1 on 1", "start b.1 on 0 gpu 0"));
}

}  // namespace
}  // namespace sonosweep::farm
