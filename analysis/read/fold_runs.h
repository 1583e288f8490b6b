// What belongs to the folds and not to thresholds: told alike by every finished run of a fold, so taken from
// one.
#pragma once

#include <vector>

#include "analysis/read/study_results.h"

namespace sonosweep::analysis {

struct FoldRun {
  int rotation = -1, fold = -1;
  const RunOutcome* run = nullptr;  // the first done run of this fold; its first run if none is done
};

// Every rotation and fold of a task, in order.
std::vector<FoldRun> fold_runs(const StudyResults& results, study::RunKind task);

}  // namespace sonosweep::analysis
