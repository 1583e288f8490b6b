// A run as the scheduler sees it: what it needs and what it occupies, not what it does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sonosweep::farm {

// What a run occupies while it runs.
struct Resources {
  int slots = 1;
  int gpus = 0;                 // 0 or 1
  std::uint64_t gpu_bytes = 0;  // memory of its GPU, 0 = not known beforehand
};

struct PlannedRun {
  std::string id;
  std::vector<std::string> needs = {};  // ids of runs that must be done before
  Resources resources = {};
  bool done = false;      // by an earlier launch
  int epochs = 0;         // rows its history.csv will have; 0 = none
  std::string kind = {};  // runs of one kind take about equally long, and about as much GPU memory
  // Seconds it is thought to take, or, for all runs of the plan alike, something in proportion to them. 0: as
  // many as it has epochs, at least 1.
  double expected_s = 0;
  int attempts_before = 0;  // by earlier launches: this one's first has the next number
  // Whether it can be stopped and continued, and how often it writes what it continues from.
  bool checkpoints = false;
  int checkpoint_epochs = 1;
  double first_checkpoint_s = 0;  // seconds from its start, used where none of its kind is done; 0 = unknown
  bool keeps_weights = true;      // once it is done
  // Of its result, where it is done; 0 = unknown.
  double took_s = 0;  // all attempts together, as one that was never stopped would have
  std::uint64_t gpu_peak_bytes = 0;
};

// expected_s, or what stands for it.
double planned_seconds(const PlannedRun& run);

// Positions in `runs`, each behind those of the runs it needs. Throws Error: id twice, unknown need, needs in
// a circle.
std::vector<std::size_t> order_of_needs(const std::vector<PlannedRun>& runs);

// [i] = positions of the runs that need runs[i]. Throws as order_of_needs().
std::vector<std::vector<std::size_t>> dependents_of(const std::vector<PlannedRun>& runs);

// [i] = how long the longest chain is of what can start only when run i is done, without i itself.
// `order`, `dependents`: of the plan, by the two functions above.
std::vector<double> chains_behind(const std::vector<std::size_t>& order,
                                  const std::vector<std::vector<std::size_t>>& dependents,
                                  const std::vector<double>& durations);

// The chain of needs that takes longest, so the least time for everything however many slots there are.
struct Chain {
  double duration = 0;
  std::vector<std::size_t> runs;  // positions, first to last
};

// durations[i] is of runs[i]; a run that takes no time (any more) adds none. Throws as order_of_needs().
Chain longest_chain(const std::vector<PlannedRun>& runs, const std::vector<double>& durations);

}  // namespace sonosweep::farm
