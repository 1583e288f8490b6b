#include "jobs/plan/schedule_spread.h"

#include <algorithm>
#include <cmath>

#include "core/rng.h"
#include "farm/schedule/plan_simulation.h"

namespace sonosweep::jobs {

std::vector<double> drawn_durations(const std::vector<double>& expected, double sigma, std::uint64_t seed) {
  if (sigma == 0) return expected;
  Rng rng(derive_seed(seed, "durations of a plan"));
  std::vector<double> drawn;
  drawn.reserve(expected.size());
  for (const double duration : expected) drawn.push_back(duration * std::exp(sigma * rng.normal()));
  return drawn;
}

ScheduleSpread schedule_spread(const std::vector<farm::PlannedRun>& plan, const std::vector<double>& expected,
                               double sigma, int seeds, int slots, farm::HandOutOrder order) {
  ScheduleSpread spread;
  double sum = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    const auto durations = drawn_durations(expected, sigma, static_cast<std::uint64_t>(seed));
    const auto simulation = farm::simulate(plan, durations, slots, order);
    const double ratio = simulation.lower_bound > 0 ? simulation.makespan / simulation.lower_bound : 1;
    sum += ratio;
    spread.worst = seed == 1 ? ratio : std::max(spread.worst, ratio);
    spread.makespan += simulation.makespan / seeds;
    spread.utilisation += simulation.utilisation / seeds;
  }
  spread.mean = sum / seeds;
  return spread;
}

}  // namespace sonosweep::jobs
