#include "analysis/read/run_outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "analysis/read/metric_range.h"
#include "analysis/read/result_reader.h"
#include "core/error.h"
#include "core/parallel_for.h"
#include "farm/results/provenance.h"
#include "farm/results/run_result.h"
#include "sweep/run_details.h"

namespace sonosweep::analysis {
namespace {

using Rows = std::vector<std::size_t>;  // of the runs

// "no label reaches 60 % in its training images", or whose.
std::string why_untrained(const RunOutcome& run) {
  const auto text = sweep::no_label_text(run.spec.threshold);
  const auto& segmenter = run.details.text("/segmenter");
  if (run.spec.kind == study::RunKind::kSegmentation) return text + " in its training images";
  return fmt::format("{} in the training images of {}", text, segmenter);
}

// Reads the runs' results and finds those that were made from what is no longer there.
class OutcomeReader {
 public:
  OutcomeReader(const farm::ResultsFolder& folder, const std::vector<study::RunSpec>& runs,
                const std::function<void(const study::RunSpec&)>& before)
      : folder_(folder), before_(before), outcomes_(runs.size()), made_(runs.size()) {
    row_of_.reserve(runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) {
      outcomes_[i].spec = runs[i];
      row_of_.emplace(runs[i].id(), i);
    }
  }

  std::vector<RunOutcome> read() {
    for_each(outcomes_.size(), [&](std::size_t i) { look_at(i); });
    auto faults = find_faults();
    // The launcher may have made inputs anew, or dependent runs have been finished, between two looks.
    constexpr int kLooks = 4;
    for (int look = 0; look < kLooks && !faults.empty() && read_again(faults); ++look) faults = find_faults();
    leave_out(faults);
    return std::move(outcomes_);
  }

 private:
  using Faults = std::map<std::size_t, std::string>;  // row -> why its result is outdated

  // What a result says that it made, and from what.
  struct Made {
    std::string output;
    SharedJson inputs;
    bool operator==(const Made& other) const {
      return output == other.output &&
             (inputs == other.inputs || (inputs && other.inputs && *inputs == *other.inputs));
    }
  };

  // On all cores; one after the other where somebody waits for a certain one.
  void for_each(std::size_t count, const std::function<void(std::size_t)>& turn) const {
    if (!before_) return parallel_for(count, turn);
    for (std::size_t i = 0; i < count; ++i) turn(i);
  }

  void look_at(std::size_t row) {
    auto& outcome = outcomes_[row];
    if (before_) before_(outcome.spec);
    RunOutcome seen;
    seen.spec = std::move(outcome.spec);
    Made made;
    const std::string id = seen.spec.id();
    const auto path = folder_.result_file(id);
    try {
      auto result = reader_.find(path);
      if (result && result->run_id != id)
        throw_error<DataError>("{}: is the result of run '{}'; delete it and start the launcher again",
                               path.string(), result->run_id);
      if (result && result->done) {
        if (const auto fault = first_impossible(result->metrics); !fault.empty())
          throw_error<DataError>(
              "{}: damaged result ({}); delete it and start the launcher again to repeat the run",
              path.string(), fault);
        const bool trained = result->details.text("/reason") != sweep::kNothingToLearn;
        seen.state = trained ? RunState::kDone : RunState::kUntrained;
        seen.metrics = std::move(result->metrics);
        seen.details = std::move(result->details);
        seen.predictions_digest = std::move(result->predictions_digest);
        if (trained)
          look_at_spread(seen, result->predictions);
        else
          seen.reason = why_untrained(seen);
        made = {std::move(result->output), std::move(result->inputs)};
      } else if (result) {
        seen.state = RunState::kFailed;
        seen.reason = std::move(result->cause);
      }
    } catch (const std::exception& error) {
      seen.state = RunState::kDamaged;
      seen.reason = error.what();
    }
    outcome = std::move(seen);
    made_[row] = std::move(made);
  }

  // --verify is to go on, so the caller refuses.
  void look_at_spread(RunOutcome& seen, const nlohmann::ordered_json& said) const {
    try {
      seen.spread = run_spread(folder_, seen.spec, said, seen.predictions_digest);
    } catch (const ChangedFile& changed) {
      seen.changed = changed.what();
    }
  }

  Faults find_faults() const {
    Faults faults;
    for (std::size_t i = 0; i < outcomes_.size(); ++i)
      if (auto fault = fault_of(i); !fault.empty()) faults.emplace(i, std::move(fault));
    return faults;
  }

  std::string fault_of(std::size_t row) const {
    if (!has_result(outcomes_[row]) || !made_[row].inputs) return {};
    try {
      return farm::outdated_input(*made_[row].inputs, [&](const std::string& id) { return output_now(id); });
    } catch (const std::exception& error) {
      return fmt::format("what it was made from cannot be read: {}", error.what());
    }
  }

  std::optional<std::string> output_now(const std::string& id) const {
    const auto found = row_of_.find(id);
    if (found == row_of_.end()) {  // not a run of this study
      const auto result = farm::find_run_result(folder_.result_file(id));
      return result && result->done ? std::optional(farm::output_of(*result)) : std::nullopt;
    }
    const auto& run = outcomes_[found->second];
    if (run.state == RunState::kDamaged) throw DataError(run.reason);
    return has_result(run) ? std::optional(made_[found->second].output) : std::nullopt;
  }

  // First the runs, then what they were made from: that is made before them, so that it is as new as they
  // are. Whether anything is another than before.
  bool read_again(const Faults& faults) {
    Rows runs;
    std::set<std::size_t> inputs;
    for (const auto& [row, fault] : faults) {
      runs.push_back(row);
      for (const auto& [id, digest] : made_[row].inputs->items())
        if (const auto found = row_of_.find(id); found != row_of_.end()) inputs.insert(found->second);
    }
    const bool other_runs = look_again(runs);
    const bool other_inputs = look_again({inputs.begin(), inputs.end()});
    return other_runs || other_inputs;
  }

  bool look_again(const Rows& rows) {
    std::vector<char> differs(rows.size());
    for_each(rows.size(), [&](std::size_t i) {
      const auto state = outcomes_[rows[i]].state;
      const Made made = made_[rows[i]];
      look_at(rows[i]);
      differs[i] = state != outcomes_[rows[i]].state || !(made == made_[rows[i]]);
    });
    return std::find(differs.begin(), differs.end(), 1) != differs.end();
  }

  // In order of their needs: what was made from an outdated run is outdated too.
  void leave_out(const Faults& faults) {
    if (faults.empty()) return;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
      auto& run = outcomes_[i];
      if (!has_result(run)) continue;
      const auto fault = faults.find(i);
      auto reason = fault == faults.end() ? outdated_input_of(i) : fault->second;
      if (reason.empty()) continue;
      run.reason = std::move(reason);
      run.metrics = {};
      run.details = {};
      run.spread = {};
      run.changed.clear();
      run.state = RunState::kOutdated;
    }
  }

  std::string outdated_input_of(std::size_t row) const {
    if (!made_[row].inputs) return {};
    for (const auto& [id, digest] : made_[row].inputs->items())
      if (const auto found = row_of_.find(id);
          found != row_of_.end() && outcomes_[found->second].state == RunState::kOutdated)
        return fmt::format("made from {}, which is outdated", id);
    return {};
  }

  const farm::ResultsFolder& folder_;
  const std::function<void(const study::RunSpec&)>& before_;
  ResultReader reader_;
  std::vector<RunOutcome> outcomes_;
  std::vector<Made> made_;
  std::unordered_map<std::string, std::size_t> row_of_;
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
    case RunState::kUntrained:
      return fmt::format("{}: not trained: {}", id, run.reason);
  }
  return {};
}

}  // namespace

std::vector<RunOutcome> read_outcomes(const farm::ResultsFolder& folder,
                                      const std::vector<study::RunSpec>& runs,
                                      const std::function<void(const study::RunSpec&)>& before) {
  return OutcomeReader(folder, runs, before).read();
}

bool has_result(const RunOutcome& run) {
  return run.state == RunState::kDone || run.state == RunState::kUntrained;
}

void refuse_changed_predictions(const std::vector<RunOutcome>& runs) {
  for (const auto& run : runs)
    if (!run.changed.empty()) throw ChangedFile(run.changed);
}

double number_at(const RunOutcome& run, const std::string& pointer) {
  return run.details.number(pointer);
}

std::vector<std::string> problems_of(const std::vector<RunOutcome>& runs) {
  constexpr std::size_t kNamed = 10;  // of one kind without a result
  std::map<study::RunKind, std::size_t> missing, all;
  for (const auto& run : runs) {
    ++all[run.spec.kind];
    missing[run.spec.kind] += run.state == RunState::kMissing ? 1 : 0;
  }
  std::map<std::string, std::size_t> for_want_of;  // untrained segmenter -> runs that see its masks
  for (const auto& run : runs)
    if (run.state == RunState::kUntrained && run.spec.kind != study::RunKind::kSegmentation)
      ++for_want_of[run.details.text("/segmenter")];
  std::set<study::RunKind> summed_up;
  std::vector<std::string> lines;
  for (const auto& run : runs) {
    const auto kind = run.spec.kind;
    if (run.state == RunState::kDone) continue;
    if (run.state == RunState::kUntrained) {
      if (kind != study::RunKind::kSegmentation) continue;
      lines.push_back(problem_of(run));
      if (const auto count = for_want_of[run.spec.id()]; count > 0)
        lines.back() += fmt::format("; {} run{} not run for that", count, count == 1 ? " was" : "s were");
    } else if (run.state != RunState::kMissing || missing[kind] <= kNamed) {
      lines.push_back(problem_of(run));
    } else if (summed_up.insert(kind).second) {
      lines.push_back(fmt::format("{}: no result yet of {} of {} runs", study::run_kind_name(kind),
                                  missing[kind], all[kind]));
    }
  }
  return lines;
}

}  // namespace sonosweep::analysis
