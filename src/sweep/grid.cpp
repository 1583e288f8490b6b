#include "sweep/grid.h"

#include <string>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::sweep {

std::vector<RunSpec> all_runs(const Study& study) {
  std::vector<RunSpec> runs;
  for (const int threshold : study.thresholds)
    for (const auto& loss : study.losses)
      for (const auto seed : study.seeds)
        runs.push_back({RunKind::kSegmentation, threshold, seed, loss, study.seeds.size() > 1,
                        study.losses.size() > 1});
  return runs;
}

RunSpec find_run(const Study& study, const std::string& run_id) {
  std::vector<std::string> ids;
  for (const auto& run : all_runs(study)) {
    if (run.id() == run_id) return run;
    ids.push_back(run.id());
  }
  throw_error<UsageError>("run '{}' is not in the study{}", run_id, did_you_mean(run_id, ids));
}

}  // namespace sonosweep::sweep
