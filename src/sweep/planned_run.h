// A run as the scheduler sees it: what it needs and what it occupies, not what it does.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sonosweep::sweep {

// What a run occupies while it runs.
struct Resources {
  int slots = 1;
};

struct PlannedRun {
  std::string id;
  std::vector<std::string> needs = {};  // ids of runs that must be done before
  Resources resources = {};
  bool done = false;      // by an earlier launch
  int epochs = 0;         // rows its history.csv will have; 0 = none
  std::string kind = {};  // runs of one kind take about equally long
};

// Positions in `runs`, each behind those of the runs it needs. Throws Error: id twice, unknown need, needs in
// a circle.
std::vector<std::size_t> order_of_needs(const std::vector<PlannedRun>& runs);

// The chain of needs that takes longest, so the least time for everything however many slots there are.
struct Chain {
  double duration = 0;
  std::vector<std::size_t> runs;  // positions, first to last
};

// durations[i] is of runs[i]; a run that takes no time (any more) adds none. Throws as order_of_needs().
Chain longest_chain(const std::vector<PlannedRun>& runs, const std::vector<double>& durations);

}  // namespace sonosweep::sweep
