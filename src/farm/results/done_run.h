// Which files of a run that is done have no use any more: what a kill right behind its result has left, and
// weights that nobody reads.
#pragma once

#include <string>

#include "farm/results/done_run.h"
#include "farm/results/results_folder.h"
#include "farm/results/run_result.h"

namespace sonosweep::farm {

// Of a run whose best.pt was removed, or is about to be, since no run of the study reads it (keep_weights =
// needed): details "weights". Its digest stays where it was.
constexpr const char* kWeights = "weights";
constexpr const char* kDropped = "dropped";
void set_weights_dropped(RunResult& result);
bool were_weights_dropped(const RunResult& result);

struct Tidied {
  bool checkpoints = false, weights = false;  // were there, and are removed
};

// Removes the checkpoints of a run that is done, what is left of the attempts up to the one that `result`,
// its own, is of, and, unless `keeps_weights`, its best.pt, which result.json then says. May be interrupted
// anywhere and called again: weights are gone only where the result has the word. Throws Error naming what
// cannot be removed or written.
Tidied tidy_done_run(const ResultsFolder& folder, const std::string& run_id, RunResult result,
                     bool keeps_weights);

}  // namespace sonosweep::farm
