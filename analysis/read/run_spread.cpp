#include "analysis/read/run_spread.h"

#include <system_error>

#include "core/error.h"
#include "tasks/spread_json.h"

namespace sonosweep::analysis {

using study::RunKind;

const char* spread_name(RunKind task) {
  return task == RunKind::kSfRatio ? tasks::kSdRatio : tasks::kProbabilityRange;
}

tasks::PredictionSpread test_spread(RunKind task, const std::filesystem::path& predictions) {
  if (task == RunKind::kSfChange) return tasks::spread_of(tasks::read_sf_change_predictions(predictions));
  if (task == RunKind::kSfRatio) return tasks::spread_of(tasks::read_sf_ratio_predictions(predictions));
  return tasks::spread_of(tasks::read_readmission_predictions(predictions));
}

RunSpread run_spread(RunKind task, const nlohmann::ordered_json& said,
                     const std::filesystem::path& predictions) {
  RunSpread run;
  if (!study::is_clinical(task)) return run;
  if (const auto spread = tasks::spread_from_json(said, spread_name(task))) {
    run.source = RunSpread::Source::kResult;
    run.constant = spread->all.constant;
    run.one_class = spread->all.one_class;
    run.constant_on_validation = spread->validation.constant;
    run.value = spread->all.value;
    return run;
  }
  std::error_code ignored;
  if (!std::filesystem::exists(predictions, ignored)) return run;
  try {
    const auto test = test_spread(task, predictions);
    run.source = RunSpread::Source::kTestRows;
    run.constant = test.constant;
    run.one_class = test.one_class;
    run.value = test.value;
  } catch (const Error&) {
    // What is wrong with the file is told by the comparisons, which rest on it.
  }
  return run;
}

}  // namespace sonosweep::analysis
