#include "sweep/study_progress.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace sonosweep::sweep {

int count_history_rows(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const auto lines = std::count(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(), '\n');
  return static_cast<int>(std::max<std::ptrdiff_t>(0, lines - 1));
}

std::optional<double> EtaEstimator::estimate(const Scheduler& scheduler, Time now) {
  const auto seconds = [](auto duration) { return std::chrono::duration<double>(duration).count(); };
  double gained = 0, left = 0, longest = 0;
  for (const auto& run : scheduler.runs()) {
    const RunStatus& status = scheduler.status(run.id);
    if (status.state == RunState::kWaiting) left += 1 - status.progress;
    const auto begun = begun_.find(run.id);
    if (begun == begun_.end()) continue;
    const double gain = std::max(0.0, status.progress - begun->second.progress);
    if (status.state == RunState::kDone || status.state == RunState::kRunning) gained += gain;
    if (status.state != RunState::kRunning) continue;
    left += 1 - status.progress;
    if (gain > 0)
      longest = std::max(longest, (1 - status.progress) * seconds(now - begun->second.time) / gain);
  }
  if (left == 0) return 0.0;
  if (gained <= 0) return std::nullopt;
  return std::max(longest, left * seconds(now - start_) / gained);
}

}  // namespace sonosweep::sweep
