#include "analysis/read/fold_runs.h"

#include <map>
#include <utility>

namespace sonosweep::analysis {

std::vector<FoldRun> fold_runs(const StudyResults& results, study::RunKind task) {
  std::map<std::pair<int, int>, FoldRun> folds;
  for (const RunOutcome* run : results.runs_of(task)) {
    auto& fold = folds[{run->spec.rotation, run->spec.fold}];
    fold.rotation = run->spec.rotation;
    fold.fold = run->spec.fold;
    const bool first = fold.run == nullptr;
    if (first || (fold.run->state != RunState::kDone && run->state == RunState::kDone)) fold.run = run;
  }
  std::vector<FoldRun> out;
  for (const auto& [key, fold] : folds) out.push_back(fold);
  return out;
}

}  // namespace sonosweep::analysis
