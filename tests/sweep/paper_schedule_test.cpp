// How good the schedule of the paper's study is, where runs take longer or shorter than expected.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/rng.h"
#include "farm/schedule/plan_simulation.h"
#include "sweep/study_plan.h"

namespace sonosweep::sweep {
namespace {

constexpr int kSeeds = 150;
constexpr double kSigma = 0.3;
const std::map<std::string, double> kMedianHours = {
    {"segmentation", 5}, {"cache", 0.1}, {"sf_change", 1.5}, {"sf_ratio", 0.25}, {"readmission", 5.0 / 60}};

std::vector<farm::PlannedRun> paper_plan() {
  study::Study study;
  study.controls.clear();
  auto plan = plan_study(study);
  for (auto& run : plan) run.expected_s = kMedianHours.at(run.kind);
  return plan;
}

// Mean over seeds of makespan / lower bound.
double mean_ratio(const std::vector<farm::PlannedRun>& plan, int gpus, farm::HandOutOrder order) {
  farm::WorkerJoined machine{0, gpus};
  machine.gpu_bytes.resize(static_cast<std::size_t>(gpus), 0);
  farm::SchedulerOptions options;
  options.order = order;
  double sum = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Rng rng(derive_seed(seed, "paper schedule"));
    std::vector<double> hours;
    for (const auto& run : plan) hours.push_back(kMedianHours.at(run.kind) * std::exp(kSigma * rng.normal()));
    const auto simulation = simulate(plan, hours, {machine}, options);
    EXPECT_EQ(simulation.runs.size(), plan.size());
    sum += simulation.makespan / simulation.lower_bound;
  }
  return sum / kSeeds;
}

TEST(PaperSchedule, is_close_to_the_lower_bound_and_no_worse_than_first_come_first_served) {
  const auto plan = paper_plan();
  ASSERT_EQ(plan.size(), 7U + 7U + 3U * 35U);
  for (const auto& [gpus, limit] :
       {std::pair(4, 1.02), std::pair(8, 1.06), std::pair(16, 1.06), std::pair(32, 1.02)}) {
    const double ratio = mean_ratio(plan, gpus, farm::HandOutOrder::kCriticalPath);
    EXPECT_LE(ratio, limit) << gpus << " GPUs";
    EXPECT_LE(ratio, mean_ratio(plan, gpus, farm::HandOutOrder::kFirstCome)) << gpus << " GPUs";
  }
}

}  // namespace
}  // namespace sonosweep::sweep
