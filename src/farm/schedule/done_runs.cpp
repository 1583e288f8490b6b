#include "farm/schedule/done_runs.h"

#include <set>

#include "core/error.h"
#include "core/text.h"
#include "farm/results/attempt_folder.h"
#include "farm/results/done_run.h"
#include "farm/results/provenance.h"
#include "farm/results/run_result.h"

namespace sonosweep::farm {
namespace {

// The first need that is not done, as a reason; "" if all are.
std::string missing_need(const PlannedRun& run, const std::set<std::string>& done) {
  for (const auto& need : run.needs)
    if (done.count(need) == 0) return fmt::format("made from {}, which is not done any more", need);
  return {};
}

// As long as it lay where results lie, sonosweep-run would take it for one.
std::string move_aside(const std::filesystem::path& result, const char* suffix) {
  auto aside = result;
  aside += suffix;
  std::filesystem::rename(result, aside);
  return aside.filename().string();
}

// What it took, for those of its kind that are still to be run. The time of the last attempt alone says
// nothing where that one went on from another.
void learn_from(const RunResult& result, PlannedRun& run) {
  const auto number = [&](const char* name) {
    const auto found = result.details.find(name);
    return found != result.details.end() && found->is_number() ? found->get<double>() : 0.0;
  };
  if (result.details.contains(kReason)) return;  // it did no work
  if (result.attempts == 1) run.took_s = number("wall_s");
  run.gpu_peak_bytes = static_cast<std::uint64_t>(number("gpu_peak_bytes"));
}

// Takes from runs that are done what a kill has left of them.
class Tidying {
 public:
  explicit Tidying(const ResultsFolder& folder) : folder_(folder) {}

  void look_at(const PlannedRun& run, const RunResult& result) {
    try {
      const auto tidied = tidy_done_run(folder_, run.id, result, run.keeps_weights);
      checkpoints_ += tidied.checkpoints ? 1 : 0;
      weights_ += tidied.weights ? 1 : 0;
    } catch (const Error& error) {
      if (fault_.empty()) fault_ = error.what();
    }
  }

  void say_what_was_done(const std::function<void(LogLevel, const std::string&)>& say) const {
    if (checkpoints_ > 0)
      say(LogLevel::kInfo,
          fmt::format("checkpoints of {}, left by a kill, are removed", counted(checkpoints_, "done run")));
    if (weights_ > 0)
      say(LogLevel::kInfo, fmt::format("keep_weights = needed: best.pt of {} removed",
                                       counted(weights_, "done run, which no run reads, is",
                                               "done runs, which no run reads, are")));
    if (!fault_.empty())
      say(LogLevel::kWarning, fmt::format("{}; it is of a run that is done, and takes space only", fault_));
  }

 private:
  const ResultsFolder& folder_;
  int checkpoints_ = 0, weights_ = 0;  // runs
  std::string fault_;                  // the first
};

}  // namespace

void adopt_finished_attempts(const std::vector<PlannedRun>& plan, const ResultsFolder& folder,
                             const std::function<void(LogLevel, const std::string&)>& say) {
  std::vector<std::string> ids;
  for (const auto& run : plan) ids.push_back(run.id);
  for (const auto& attempt : finished_attempts(folder, ids)) {
    if (promote(folder, attempt.run_id, attempt.number) == Promotion::kPromoted)
      say(LogLevel::kInfo,
          fmt::format("{}: attempt {} of an earlier launch had finished; its result is taken", attempt.run_id,
                      attempt.number));
  }
}

void mark_done(std::vector<PlannedRun>& plan, const ResultsFolder& folder,
               const std::function<void(LogLevel, const std::string&)>& say) {
  std::set<std::string> done;
  Tidying tidying(folder);
  for (const auto position : order_of_needs(plan)) {
    auto& run = plan[position];
    run.attempts_before = last_attempt(folder, run.id);
    const auto path = folder.result_file(run.id);
    try {
      const auto result = find_run_result(path);
      if (!result || !result->done) continue;
      auto fault = missing_need(run, done);
      if (fault.empty()) fault = outdated_input(*result, folder);
      if (fault.empty()) {
        run.done = done.insert(run.id).second;
        learn_from(*result, run);
        tidying.look_at(run, *result);
      } else {
        say(LogLevel::kWarning, fmt::format("{}: {}; its result is moved to {}, the run is repeated", run.id,
                                            fault, move_aside(path, ".outdated")));
      }
    } catch (const DataError& error) {
      say(LogLevel::kWarning,
          fmt::format("{}; moved to {}, the run is repeated", error.what(), move_aside(path, ".damaged")));
    }
  }
  tidying.say_what_was_done(say);
}

}  // namespace sonosweep::farm
