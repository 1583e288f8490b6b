// What a launch would do with so many slots, without starting anything: the real Scheduler on a clock that
// jumps from the end of one run to the end of the next.
#pragma once

#include <string>
#include <vector>

#include "sweep/planned_run.h"

namespace sonosweep::sweep {

struct SimulatedRun {
  std::string id;
  double start = 0, end = 0;
};

struct Simulation {
  std::vector<SimulatedRun> runs;  // in the order they start
  double makespan = 0;             // the last end
  double total = 0;                // all durations together
  Chain chain;                     // the longest
  // No schedule is shorter: max(total / slots, longest chain).
  double lower_bound = 0;
};

// durations[i] >= 0 is of plan[i], in any unit of time; runs that are done take none. Each run takes one
// slot. Throws Error as order_of_needs(), for slots < 1, and where there are not as many durations as runs.
Simulation simulate(const std::vector<PlannedRun>& plan, const std::vector<double>& durations, int slots);

}  // namespace sonosweep::sweep
