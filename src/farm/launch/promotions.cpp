#include "farm/launch/promotions.h"

#include <algorithm>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/folder.h"
#include "farm/results/attempt_folder.h"
#include "farm/results/run_result.h"

namespace sonosweep::farm {

Settled Promotions::settle(const Finished& finished) const {
  if (finished.outcome.kind != OutcomeKind::kDone) return {finished.outcome, {}};
  const auto& [run, number] = finished.attempt;
  try {
    // A run that found itself done already has left none. The folder is opened for it: only then does NFS
    // look anew for what another node has written there.
    const auto names = names_in(folder_.attempt(run, number));
    if (std::find(names.begin(), names.end(), "result.json") != names.end()) promote(folder_, run, number);
    return {finished.outcome, {}};
  } catch (const DataError& error) {
    return {RunOutcome{OutcomeKind::kFailed, error.what(), DeathCause::kNoResult}, {}};
  } catch (const Error& error) {
    return {std::nullopt, error.what()};
  }
}

void Promotions::record_failure(const Finished& finished) const {
  const auto& [run, number] = finished.attempt;
  RunResult result;
  result.run_id = run;
  result.cause = finished.outcome.cause;
  result.attempts = number;
  result.details["death"] = death_cause_name(finished.outcome.death);
  result.details["wall_s"] = finished.wall_s;
  result.details["cpu_s"] = finished.cpu_s;
  result.details["log_tail"] = finished.log_tail;
  const auto home = folder_.attempt(run, number);
  try {
    create_folders(home);
    write_run_result(home / "result.json", result);
    promote(folder_, run, number);
    return;
  } catch (const Error&) {
    // an attempt's folder that cannot be used may be why it failed
  }
  create_folders(folder_.run(run));
  write_run_result(folder_.result_file(run), result);
}

}  // namespace sonosweep::farm
