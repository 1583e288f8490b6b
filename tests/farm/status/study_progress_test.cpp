#include "farm/status/study_progress.h"

#include <gtest/gtest.h>

#include <fstream>

#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

using std::chrono::seconds;

TEST(StudyProgress, CountsRowsOfAHistory) {
  const testing::TempDir folder;
  EXPECT_EQ(count_history_rows(folder / "history.csv"), 0);
  std::ofstream(folder / "history.csv") << "epoch,loss\n";
  EXPECT_EQ(count_history_rows(folder / "history.csv"), 0);
  std::ofstream(folder / "history.csv") << "epoch,loss\n1,0.5\n2,0.4\n";
  EXPECT_EQ(count_history_rows(folder / "history.csv"), 2);
  EXPECT_EQ(count_history_rows(folder.path()), 0);  // opens, and cannot be read
}

TEST(StudyProgress, EstimatesFromTheSpeedSoFar) {
  const EtaEstimator::Time start{};
  Scheduler scheduler({{"a"}, {"b"}, {"c"}, {"d"}}, 2);
  EtaEstimator eta(start);
  scheduler.handle(WorkerJoined{0, 2});
  eta.started("a", 0, start);
  eta.started("b", 0, start);
  EXPECT_FALSE(eta.estimate(scheduler, start + seconds(10)));  // nothing done yet
  scheduler.handle(RunProgress{"a", 0.5});
  scheduler.handle(RunProgress{"b", 0.5});
  // 1 run's worth of work in 10 s; left: 0.5 + 0.5 + 1 + 1 = 3, so 30 s.
  EXPECT_NEAR(eta.estimate(scheduler, start + seconds(10)).value(), 30, 1e-9);
}

TEST(StudyProgress, IsNotLessThanTheSlowestRunNeeds) {
  const EtaEstimator::Time start{};
  Scheduler scheduler({{"a"}, {"b"}}, 2);
  EtaEstimator eta(start);
  scheduler.handle(WorkerJoined{0, 2});
  eta.started("a", 0, start);
  eta.started("b", 0, start);
  scheduler.handle(RunFinished{"a", 1, 0, {}});
  eta.ended("a", start + seconds(5));
  scheduler.handle(RunProgress{"b", 0.25});
  // b did 0.25 in 10 s and needs 30 s more, although 1.5 ran side by side so far.
  EXPECT_NEAR(eta.estimate(scheduler, start + seconds(10)).value(), 30, 1e-9);
}

TEST(StudyProgress, WorkOfAnEarlierLaunchIsNoSpeed) {
  const EtaEstimator::Time start{};
  PlannedRun done{"a"};
  done.done = true;
  Scheduler scheduler({done, {"b"}}, 2);
  EtaEstimator eta(start);
  scheduler.handle(WorkerJoined{0, 1});
  scheduler.handle(RunProgress{"b", 0.6});
  eta.started("b", 0.6, start);
  scheduler.handle(RunProgress{"b", 0.7});
  // 0.1 in 10 s, 0.3 left.
  EXPECT_NEAR(eta.estimate(scheduler, start + seconds(10)).value(), 30, 1e-9);
  scheduler.handle(RunFinished{"b", 1, 0, {}});
  EXPECT_EQ(eta.estimate(scheduler, start + seconds(10)), 0.0);
}

PlannedRun of_kind(const std::string& kind, const std::string& id, int epochs,
                   const std::vector<std::string>& needs = {}) {
  PlannedRun run{id, needs};
  run.kind = kind;
  run.epochs = epochs;
  return run;
}

TEST(StudyProgress, EveryKindHasItsOwnSpeed) {
  const EtaEstimator::Time start{};
  Scheduler scheduler({of_kind("seg", "s0", 10), of_kind("seg", "s1", 10), of_kind("cache", "c0", 0, {"s0"}),
                       of_kind("cache", "c1", 0, {"s1"})},
                      2);
  EtaEstimator eta(start);
  scheduler.handle(WorkerJoined{0, 1});
  eta.started("s0", 0, start);
  scheduler.handle(RunFinished{"s0", 1, 0, {}});
  eta.ended("s0", start + seconds(100));
  eta.started("s1", 0, start + seconds(100));
  // s1 will take 100 s as s0 did; masks have not been seen yet: 10 s an epoch, one of them each.
  EXPECT_NEAR(eta.estimate(scheduler, start + seconds(100)).value(), 120, 1e-9);
  scheduler.handle(RunFinished{"s1", 1, 0, {}});
  eta.ended("s1", start + seconds(200));
  eta.started("c0", 0, start + seconds(200));
  scheduler.handle(RunFinished{"c0", 1, 0, {}});
  eta.ended("c0", start + seconds(203));
  eta.started("c1", 0, start + seconds(203));
  EXPECT_NEAR(eta.estimate(scheduler, start + seconds(203)).value(), 3, 1e-9);
}

TEST(StudyProgress, IsNotLessThanTheChainThatIsLeft) {
  const EtaEstimator::Time start{};
  Scheduler scheduler(
      {of_kind("x", "a", 1), of_kind("x", "b", 1), of_kind("x", "c", 1, {"b"}), of_kind("x", "d", 1, {"c"})},
      2);
  EtaEstimator eta(start);
  scheduler.handle(WorkerJoined{0, 2});
  for (const char* run : {"a", "b"}) eta.started(run, 0, start);
  for (const char* run : {"a", "b"}) {
    scheduler.handle(RunFinished{run, 1, 0, {}});
    eta.ended(run, start + seconds(10));
  }
  // Two ran side by side so far, but d waits for c: 10 s + 10 s.
  EXPECT_NEAR(eta.estimate(scheduler, start + seconds(10)).value(), 20, 1e-9);
}

TEST(StudyProgress, ARunThatBeginsAnewIsSlowNotFast) {
  const EtaEstimator::Time start{};
  Scheduler scheduler({{"a"}}, 2);
  EtaEstimator eta(start);
  scheduler.handle(WorkerJoined{0, 1});
  eta.started("a", 0.99, start);  // a history that turned out to be another training's
  scheduler.handle(RunProgress{"a", 0.25});
  EXPECT_FALSE(eta.estimate(scheduler, start + seconds(10)));
  scheduler.handle(RunProgress{"a", 0.5});
  // 0.25 more in 20 s: 0.5 left take 40 s.
  EXPECT_NEAR(eta.estimate(scheduler, start + seconds(20)).value(), 40, 1e-9);
}

}  // namespace
}  // namespace sonosweep::farm
