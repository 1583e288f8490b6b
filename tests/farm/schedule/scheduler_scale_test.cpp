// Work is counted, not timed: tests/benchmarks times it.
#include <gtest/gtest.h>

#include "tests/farm/schedule/many_workers.h"

namespace sonosweep::farm {
namespace {

double steps_per_decision(const ManyWorkers& size, bool share) {
  SchedulerOptions options;
  options.gpu_share = share;
  Scheduler scheduler(many_runs(size), options);
  const auto work = play(scheduler, size);
  EXPECT_EQ(work.done, 3 * size.chains + 2 * (size.chains / 10));
  EXPECT_TRUE(scheduler.finished());
  return static_cast<double>(work.steps) / static_cast<double>(work.decisions);
}

TEST(SchedulerScale, ADecisionLooksAtNoMoreWorkersWhereThereAreMore) {
  for (const bool share : {false, true})
    for (const int ahead : {0, 4}) {
      const double few = steps_per_decision({64, 2, 1, ahead, 500}, share);
      const double many = steps_per_decision({1024, 2, 1, ahead, 8'000}, share);
      // Each change of a worker is weighed once for each of five kinds; now and then all runs are put in
      // order.
      EXPECT_LT(few, 80) << share << ahead;
      EXPECT_LT(many, 1.5 * few) << share << ahead;
    }
}

}  // namespace
}  // namespace sonosweep::farm
