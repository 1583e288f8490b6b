#include "farm/results/done_run.h"

#include <filesystem>
#include <system_error>

#include "core/checkpoint_files.h"
#include "core/error.h"
#include "farm/results/attempt_folder.h"

namespace sonosweep::farm {
namespace {

// True if it was there.
bool drop_weights(const ResultsFolder& folder, const std::string& run_id, RunResult result) {
  const auto weights = folder.best_file(run_id);
  std::error_code error;
  if (!std::filesystem::exists(weights, error)) return false;
  if (!were_weights_dropped(result)) {
    set_weights_dropped(result);
    write_run_result(folder.result_file(run_id), result);
  }
  const bool removed = std::filesystem::remove(weights, error);
  if (error) throw_error<Error>("{}: cannot be removed ({})", weights.string(), error.message());
  return removed;
}

}  // namespace

void set_weights_dropped(RunResult& result) {
  result.details[kWeights] = kDropped;
}

bool were_weights_dropped(const RunResult& result) {
  const auto found = result.details.find(kWeights);
  return result.done && found != result.details.end() && *found == kDropped;
}

Tidied tidy_done_run(const ResultsFolder& folder, const std::string& run_id, RunResult result,
                     bool keeps_weights) {
  Tidied tidied;
  clear_attempts(folder, run_id, result.attempts);
  tidied.checkpoints = remove_checkpoints(folder.run(run_id)) > 0;
  // What the result has said is done, whatever the study says now.
  if (!keeps_weights || were_weights_dropped(result))
    tidied.weights = drop_weights(folder, run_id, std::move(result));
  return tidied;
}

}  // namespace sonosweep::farm
