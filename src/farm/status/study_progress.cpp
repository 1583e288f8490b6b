#include "farm/status/study_progress.h"

#include <algorithm>
#include <fstream>
#include <numeric>
#include <string>

namespace sonosweep::farm {
namespace {

double seconds_between(EtaEstimator::Time from, EtaEstimator::Time to) {
  return std::chrono::duration<double>(to - from).count();
}

// A run without epochs of its own (a cache) counts as one.
int epochs_of(const PlannedRun& run) {
  return std::max(1, run.epochs);
}

}  // namespace

int count_history_rows(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  int lines = 0;
  // Ends at a read error (a stale handle on a network file system), where iterators over the buffer throw.
  for (std::string line; std::getline(file, line);)
    if (!file.eof()) ++lines;  // a line without its end is still being written
  return std::max(0, lines - 1);
}

EtaEstimator::Speed EtaEstimator::speed_of(const PlannedRun& run, const RunStatus& status, Time now) {
  const auto found = attempts_.find(run.id);
  if (found == attempts_.end()) return {};
  if (status.state != RunState::kRunning && status.state != RunState::kDone) return {};
  Attempt& attempt = found->second;
  // An attempt that could not go on where another had stopped began anew.
  attempt.progress = std::min(attempt.progress, status.progress);
  Speed speed;
  speed.seconds = seconds_between(attempt.begin, attempt.end.value_or(now));
  speed.progress = status.progress - attempt.progress;
  speed.epochs = speed.progress * epochs_of(run);
  return speed;
}

std::optional<double> EtaEstimator::estimate(const Scheduler& scheduler, Time now) {
  const auto& runs = scheduler.runs();
  std::map<std::string, Speed> kinds;
  std::vector<Speed> speeds;
  Speed all;
  double busy = 0;  // seconds of runs, side by side or one after the other
  for (const auto& run : runs) {
    const Speed& speed = speeds.emplace_back(speed_of(run, scheduler.status(run.id), now));
    busy += speed.seconds;
    if (speed.progress <= 0) continue;
    for (Speed* sum : {&kinds[run.kind], &all}) {
      sum->seconds += speed.seconds;
      sum->progress += speed.progress;
      sum->epochs += speed.epochs;
    }
  }

  std::vector<double> left(runs.size(), 0);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const RunStatus& status = scheduler.status(runs[i].id);
    if (status.state != RunState::kWaiting && status.state != RunState::kRunning) continue;
    if (all.progress <= 0) return std::nullopt;
    const auto kind = kinds.find(runs[i].kind);
    double whole = all.seconds / all.epochs * epochs_of(runs[i]);
    if (kind != kinds.end()) whole = kind->second.seconds / kind->second.progress;
    if (speeds[i].progress > 0) whole = speeds[i].seconds / speeds[i].progress;
    left[i] = (1 - status.progress) * whole;
  }
  const double work = std::accumulate(left.begin(), left.end(), 0.0);
  if (work == 0) return 0.0;
  return std::max(work * seconds_between(start_, now) / busy, longest_chain(runs, left).duration);
}

}  // namespace sonosweep::farm
