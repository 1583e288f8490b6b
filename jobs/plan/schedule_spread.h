// How good a schedule is where runs take longer or shorter than expected: the same plan simulated again and
// again.
#pragma once

#include <cstdint>
#include <vector>

#include "farm/schedule/planned_run.h"
#include "farm/schedule/scheduler.h"

namespace sonosweep::jobs {

// Each expected duration times exp(sigma z), z standard normal: `expected` are the medians. sigma = 0: as
// expected. Seeds give independent draws.
std::vector<double> drawn_durations(const std::vector<double>& expected, double sigma, std::uint64_t seed);

struct ScheduleSpread {
  double mean = 1, worst = 1;  // makespan / lower bound; 1 where nothing takes any time
  double makespan = 0;         // mean
  double utilisation = 0;      // mean, 0..1
};

// Over the draws with seeds 1..seeds (>= 1), on so many slots.
ScheduleSpread schedule_spread(const std::vector<farm::PlannedRun>& plan, const std::vector<double>& expected,
                               double sigma, int seeds, int slots, farm::HandOutOrder order);

}  // namespace sonosweep::jobs
