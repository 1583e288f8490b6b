#include "analysis/run_outcome.h"

#include <fmt/format.h>

#include <limits>
#include <set>

#include "core/error.h"
#include "sweep/results/provenance.h"
#include "sweep/results/run_result.h"

namespace sonosweep::analysis {
namespace {

using OutdatedRuns = std::set<std::string>;

// "" if the run was made from what is there now.
std::string outdated_reason(const sweep::ResultsFolder& folder, const sweep::RunResult& result,
                            const OutdatedRuns& outdated) {
  try {
    if (auto reason = sweep::outdated_input(result, folder); !reason.empty()) return reason;
  } catch (const std::exception& error) {
    return fmt::format("what it was made from cannot be read: {}", error.what());
  }
  const auto inputs = result.details.find("inputs");
  if (inputs == result.details.end()) return {};
  for (const auto& [id, digest] : inputs->items())
    if (outdated.count(id) != 0) return fmt::format("made from {}, which is outdated", id);
  return {};
}

RunOutcome read_outcome(const sweep::ResultsFolder& folder, const sweep::RunSpec& spec,
                        const OutdatedRuns& outdated) {
  RunOutcome outcome;
  outcome.spec = spec;
  const std::string id = spec.id();
  const auto path = folder.result_file(id);
  try {
    auto result = sweep::find_run_result(path);
    if (!result) return outcome;
    if (result->run_id != id)
      throw_error<DataError>("{}: is the result of run '{}'; delete it and start the launcher again",
                             path.string(), result->run_id);
    if (!result->done) {
      outcome.state = RunState::kFailed;
      outcome.reason = result->cause;
      return outcome;
    }
    outcome.reason = outdated_reason(folder, *result, outdated);
    if (!outcome.reason.empty()) {
      outcome.state = RunState::kOutdated;
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
  std::vector<RunOutcome> outcomes;
  OutdatedRuns outdated;
  for (const auto& spec : runs) {
    outcomes.push_back(read_outcome(folder, spec, outdated));
    if (outcomes.back().state == RunState::kOutdated) outdated.insert(spec.id());
  }
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
