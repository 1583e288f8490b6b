#include "analysis/run_outcome.h"

#include <fmt/format.h>

#include <limits>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/error.h"
#include "core/parallel_for.h"
#include "sweep/results/provenance.h"
#include "sweep/results/run_details.h"
#include "sweep/results/run_result.h"

namespace sonosweep::analysis {
namespace {

// Of very many results these would fill the memory: they say how a result came about, not what it is.
const std::vector<std::string> kNotKept = {
    "config", "program", "libraries", "files",       "versions",        "host",
    "cpu",    "gpus",    "cpu_s",     "test_videos", sweep::kTestScores};

RunOutcome read_outcome(const sweep::ResultsFolder& folder, const sweep::RunSpec& spec) {
  RunOutcome outcome;
  outcome.spec = spec;
  const std::string id = spec.id();
  const auto path = folder.result_file(id);
  try {
    auto result = sweep::find_run_result(path, kNotKept);
    if (!result) return outcome;
    if (result->run_id != id)
      throw_error<DataError>("{}: is the result of run '{}'; delete it and start the launcher again",
                             path.string(), result->run_id);
    if (!result->done) {
      outcome.state = RunState::kFailed;
      outcome.reason = result->cause;
      return outcome;
    }
    outcome.state = RunState::kDone;
    outcome.metrics = std::move(result->metrics);
    outcome.details = std::move(result->details);
  } catch (const std::exception& error) {
    outcome.state = RunState::kDamaged;
    outcome.reason = error.what();
  }
  return outcome;
}

// Takes runs that are done in order of their needs, and finds those that were made from what is no longer
// there.
class InputCheck {
 public:
  explicit InputCheck(const sweep::ResultsFolder& folder) : folder_(folder) {}

  void take(RunOutcome& run) {
    auto& seen = seen_[run.spec.id()];
    seen.state = run.state;
    if (run.state == RunState::kDamaged) seen.text = run.reason;
    if (run.state != RunState::kDone) return;
    if (const auto output = run.details.find("output"); output != run.details.end() && output->is_string())
      seen.text = output->get<std::string>();
    auto reason = fault_of(run.details);
    if (reason.empty()) return;
    run.reason = std::move(reason);
    run.metrics.clear();
    run.details = {};
    run.state = seen.state = RunState::kOutdated;
  }

 private:
  struct Seen {
    RunState state = RunState::kMissing;
    std::string text;  // its output; why it is damaged
  };

  std::string fault_of(const nlohmann::ordered_json& details) const {
    try {
      auto reason = sweep::outdated_input(details, [&](const std::string& id) { return output_now(id); });
      if (!reason.empty()) return reason;
    } catch (const std::exception& error) {
      return fmt::format("what it was made from cannot be read: {}", error.what());
    }
    const auto inputs = details.find("inputs");
    if (inputs == details.end()) return {};
    for (const auto& [id, digest] : inputs->items())
      if (const auto found = seen_.find(id);
          found != seen_.end() && found->second.state == RunState::kOutdated)
        return fmt::format("made from {}, which is outdated", id);
    return {};
  }

  std::optional<std::string> output_now(const std::string& id) const {
    const auto found = seen_.find(id);
    if (found == seen_.end()) {  // not a run of this study
      const auto result = sweep::find_run_result(folder_.result_file(id));
      return result && result->done ? std::optional(sweep::output_of(*result)) : std::nullopt;
    }
    const auto& [state, text] = found->second;
    if (state == RunState::kDamaged) throw DataError(text);
    return state == RunState::kDone || state == RunState::kOutdated ? std::optional(text) : std::nullopt;
  }

  const sweep::ResultsFolder& folder_;
  std::unordered_map<std::string, Seen> seen_;
};

std::string problem_of(const RunOutcome& run) {
  const std::string id = run.spec.id();
  switch (run.state) {
    case RunState::kDone:
      break;
    case RunState::kMissing:
      return id + ": no result yet";
    case RunState::kFailed:
      return fmt::format("{}: failed ({})", id, run.reason);
    case RunState::kDamaged:
      return fmt::format("{}: left out: {}", id, run.reason);
    case RunState::kOutdated:
      return fmt::format("{}: outdated, left out: {}; start the launcher again to repeat it", id, run.reason);
  }
  return {};
}

}  // namespace

std::vector<RunOutcome> read_outcomes(const sweep::ResultsFolder& folder,
                                      const std::vector<sweep::RunSpec>& runs) {
  std::vector<RunOutcome> outcomes(runs.size());
  parallel_for(runs.size(), [&](std::size_t i) { outcomes[i] = read_outcome(folder, runs[i]); });
  InputCheck check(folder);
  for (auto& outcome : outcomes) check.take(outcome);
  return outcomes;
}

double number_at(const RunOutcome& run, const std::string& pointer) {
  const nlohmann::ordered_json::json_pointer where(pointer);
  if (!run.details.contains(where) || !run.details.at(where).is_number())
    return std::numeric_limits<double>::quiet_NaN();
  return run.details.at(where).get<double>();
}

std::vector<std::string> problems_of(const std::vector<RunOutcome>& runs) {
  constexpr std::size_t kNamed = 10;  // of one kind without a result
  std::map<sweep::RunKind, std::size_t> missing, all;
  for (const auto& run : runs) {
    ++all[run.spec.kind];
    missing[run.spec.kind] += run.state == RunState::kMissing ? 1 : 0;
  }
  std::set<sweep::RunKind> summed_up;
  std::vector<std::string> lines;
  for (const auto& run : runs) {
    const auto kind = run.spec.kind;
    if (run.state == RunState::kDone) continue;
    if (run.state != RunState::kMissing || missing[kind] <= kNamed)
      lines.push_back(problem_of(run));
    else if (summed_up.insert(kind).second)
      lines.push_back(fmt::format("{}: no result yet of {} of {} runs", sweep::run_kind_name(kind),
                                  missing[kind], all[kind]));
  }
  return lines;
}

}  // namespace sonosweep::analysis
