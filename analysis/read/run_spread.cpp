#include "analysis/read/run_spread.h"

#include "tasks/spread_json.h"

namespace sonosweep::analysis {

using study::RunKind;

const char* spread_name(RunKind task) {
  return task == RunKind::kSfRatio ? tasks::kSdRatio : tasks::kProbabilityRange;
}

tasks::PredictionSpread test_spread(const Predictions& rows) {
  return std::visit([](const auto& of_task) { return tasks::spread_of(of_task); }, rows);
}

RunSpread run_spread(const farm::ResultsFolder& folder, const study::RunSpec& run,
                     const nlohmann::ordered_json& said, const std::string& digest) {
  RunSpread out;
  if (!study::is_clinical(run.kind)) return out;
  if (const auto spread = tasks::spread_from_json(said, spread_name(run.kind))) {
    out.source = RunSpread::Source::kResult;
    out.constant = spread->all.constant;
    out.one_class = spread->all.one_class;
    out.constant_on_validation = spread->validation.constant;
    out.value = spread->all.value;
    return out;
  }
  try {
    const auto test = test_spread(read_predictions(run.kind, checked_predictions(folder, run.id(), digest)));
    out.source = RunSpread::Source::kTestRows;
    out.constant = test.constant;
    out.one_class = test.one_class;
    out.value = test.value;
  } catch (const ChangedFile&) {
    throw;
  } catch (const Error&) {
    // What is missing or damaged is told by the comparisons, which rest on it.
  }
  return out;
}

}  // namespace sonosweep::analysis
