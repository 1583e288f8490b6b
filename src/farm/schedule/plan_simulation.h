// What a launch would do, without starting anything: the real Scheduler on a clock that jumps from the end of
// one run to the end of the next.
#pragma once

#include <string>
#include <vector>

#include "farm/schedule/planned_run.h"
#include "farm/schedule/scheduler.h"

namespace sonosweep::farm {

struct SimulatedRun {
  std::string id;
  double start = 0, end = 0;
  int worker = 0;
  int gpu = -1;  // of that worker
  // 0, 1, ..: of the runs that go side by side on one GPU (without a GPU: on one worker's slots) no two have
  // the same.
  int lane = 0;
};

struct Simulation {
  std::vector<SimulatedRun> runs;  // in the order they start
  double makespan = 0;             // the last end
  double total = 0;                // all durations together
  int places = 0;                  // GPUs, or slots where no worker has GPUs
  Chain chain;                     // the longest
  // No schedule is shorter: max(work on the places / places, longest chain); the chain alone where GPUs are
  // shared.
  double lower_bound = 0;
  // 0..1: share of the time until the makespan in which a place had a run, mean of all places.
  double utilisation = 0;
};

// durations[i] >= 0 is what plan[i] really takes, in any unit of time; the scheduler expects what the plan
// says, and learns. Runs that are done take none, none fails. Throws Error as Scheduler, where there are not
// as many durations as runs, and where the workers cannot take all of them.
Simulation simulate(const std::vector<PlannedRun>& plan, const std::vector<double>& durations,
                    const std::vector<WorkerJoined>& workers, const SchedulerOptions& options);

// On one worker with so many slots; each run takes one of them and no GPU.
Simulation simulate(std::vector<PlannedRun> plan, const std::vector<double>& durations, int slots,
                    HandOutOrder order = HandOutOrder::kCriticalPath);

}  // namespace sonosweep::farm
