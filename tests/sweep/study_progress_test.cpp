#include "sweep/study_progress.h"

#include <gtest/gtest.h>

#include <fstream>

#include "temp_dir.h"

namespace sonosweep::sweep {
namespace {

using std::chrono::seconds;

TEST(StudyProgress, CountsRowsOfAHistory) {
  const testing::TempDir folder;
  EXPECT_EQ(count_history_rows(folder / "history.csv"), 0);
  std::ofstream(folder / "history.csv") << "epoch,loss\n";
  EXPECT_EQ(count_history_rows(folder / "history.csv"), 0);
  std::ofstream(folder / "history.csv") << "epoch,loss\n1,0.5\n2,0.4\n";
  EXPECT_EQ(count_history_rows(folder / "history.csv"), 2);
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
  scheduler.handle(RunProgress{"b", 0.25});
  // By speed: 0.75 left of 1.25 done in 10 s, 6 s. But b alone did 0.25 in 10 s and needs 30 s more.
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

}  // namespace
}  // namespace sonosweep::sweep
