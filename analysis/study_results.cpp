#include "analysis/study_results.h"

#include <fmt/format.h>

#include <limits>

#include "core/error.h"
#include "sweep/grid.h"
#include "sweep/run_result.h"
#include "sweep/study_file.h"

namespace sonosweep::analysis {
namespace {

RunOutcome read_outcome(const sweep::ResultsFolder& folder, const sweep::RunSpec& spec) {
  RunOutcome outcome;
  outcome.spec = spec;
  const std::string id = spec.id();
  const auto path = folder.result_file(id);
  try {
    const auto result = sweep::find_run_result(path);
    if (!result) return outcome;
    if (result->run_id != id)
      throw_error<DataError>("{}: is the result of run '{}'; delete it and start the launcher again",
                             path.string(), result->run_id);
    outcome.state = result->done ? RunState::kDone : RunState::kFailed;
    outcome.metrics = result->metrics;
    outcome.reason = result->cause;
  } catch (const std::exception& error) {
    outcome.state = RunState::kDamaged;
    outcome.reason = error.what();
  }
  return outcome;
}

}  // namespace

StudyResults::StudyResults(sweep::StudyRecord record, sweep::Study study, std::vector<RunOutcome> runs)
    : record_(std::move(record)), study_(std::move(study)), runs_(std::move(runs)) {
  for (std::size_t i = 0; i < runs_.size(); ++i)
    cells_[{runs_[i].spec.threshold, runs_[i].spec.loss}].push_back(i);
}

const std::vector<std::size_t>& StudyResults::runs_of(int threshold, const std::string& loss) const {
  static const std::vector<std::size_t> kNone;
  const auto found = cells_.find({threshold, loss});
  return found == cells_.end() ? kNone : found->second;
}

stats::Summary StudyResults::summary(int threshold, const std::string& loss,
                                     const std::string& metric) const {
  std::vector<double> values;
  for (const std::size_t i : runs_of(threshold, loss)) {
    const auto found = runs_[i].metrics.find(metric);
    const bool known = runs_[i].state == RunState::kDone && found != runs_[i].metrics.end();
    values.push_back(known ? found->second : std::numeric_limits<double>::quiet_NaN());
  }
  return stats::summarize(values);
}

std::size_t StudyResults::done(int threshold, const std::string& loss) const {
  std::size_t count = 0;
  for (const std::size_t i : runs_of(threshold, loss)) count += runs_[i].state == RunState::kDone ? 1 : 0;
  return count;
}

std::vector<std::string> StudyResults::problems() const {
  std::vector<std::string> lines;
  for (const auto& run : runs_) {
    switch (run.state) {
      case RunState::kDone:
        break;
      case RunState::kMissing:
        lines.push_back(run.spec.id() + ": no result yet");
        break;
      case RunState::kFailed:
        lines.push_back(fmt::format("{}: failed ({})", run.spec.id(), run.reason));
        break;
      case RunState::kDamaged:
        lines.push_back(fmt::format("{}: left out: {}", run.spec.id(), run.reason));
        break;
    }
  }
  return lines;
}

StudyResults read_study_results(const sweep::ResultsFolder& folder) {
  auto record = folder.read_record();
  auto study = sweep::study_from_json(record.study, folder.study_file().string());
  std::vector<RunOutcome> runs;
  for (const auto& spec : sweep::all_runs(study)) runs.push_back(read_outcome(folder, spec));
  return {std::move(record), std::move(study), std::move(runs)};
}

}  // namespace sonosweep::analysis
