// A scheduler whose commands are texts.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "farm/schedule/scheduler.h"

namespace sonosweep::farm {

// "start a.1 on 0", "start a.1 on 0 gpu 1", "stop 0", "dismiss 0"
inline std::vector<std::string> texts(const std::vector<Command>& commands) {
  std::vector<std::string> result;
  for (const auto& command : commands) {
    if (const auto* start = std::get_if<StartRun>(&command))
      result.push_back(fmt::format("start {}.{} on {}{}", start->run, start->attempt, start->worker,
                                   start->gpu < 0 ? "" : fmt::format(" gpu {}", start->gpu)));
    if (const auto* stop = std::get_if<StopWorker>(&command))
      result.push_back(fmt::format("stop {}", stop->worker));
    if (const auto* dismiss = std::get_if<DismissWorker>(&command))
      result.push_back(fmt::format("dismiss {}", dismiss->worker));
  }
  return result;
}

inline std::vector<PlannedRun> plan(const std::vector<std::string>& ids) {
  std::vector<PlannedRun> runs;
  for (const auto& id : ids) runs.push_back({id});
  return runs;
}

inline PlannedRun run_of_kind(const std::string& id, const std::string& kind, double expected_s = 0,
                              const std::vector<std::string>& needs = {}) {
  PlannedRun run{id, needs};
  run.kind = kind;
  run.expected_s = expected_s;
  return run;
}

struct Driver {
  Scheduler scheduler;
  std::vector<std::string> operator()(const Event& event) { return texts(scheduler.handle(event)); }
  std::vector<std::string> end(const std::string& run, int attempt, int worker, OutcomeKind kind) {
    return (*this)(RunFinished{run, attempt, worker, {kind, kind == OutcomeKind::kDone ? "" : "why"}});
  }
  std::vector<std::string> done(const std::string& run, double took_s, std::uint64_t gpu_peak_bytes = 0) {
    const RunStatus status = scheduler.status(run);
    return (*this)(RunFinished{run, status.attempt, status.worker, {}, took_s, gpu_peak_bytes});
  }
  std::vector<std::string> dies(const std::string& run, DeathCause death) {
    const RunStatus status = scheduler.status(run);
    return (*this)(RunFinished{run, status.attempt, status.worker, {OutcomeKind::kFailed, "why", death}});
  }
};

}  // namespace sonosweep::farm
