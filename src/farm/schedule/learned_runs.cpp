#include "farm/schedule/learned_runs.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

namespace sonosweep::farm {
namespace {

// Smaller changes hardly change the order, and a new order costs a pass over all runs.
constexpr double kWorthwhile = 0.1;

bool differs(double value, double from) {
  return std::abs(value - from) > kWorthwhile * from;
}

}  // namespace

LearnedRuns::LearnedRuns(const std::vector<PlannedRun>& runs) {
  std::map<std::string, std::size_t> kinds;
  for (const auto& run : runs) {
    kind_of_.push_back(kinds.emplace(run.kind, kinds.size()).first->second);
    planned_.push_back(planned_seconds(run));
    planned_bytes_.push_back(run.resources.gpu_bytes);
  }
  kinds_.resize(kinds.size());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!runs[i].done) continue;
    if (runs[i].took_s > 0) learn_duration(i, runs[i].took_s);
    learn_gpu_bytes(i, runs[i].gpu_peak_bytes);
  }
}

bool LearnedRuns::any_kind_unseen() const {
  return std::any_of(kinds_.begin(), kinds_.end(), [](const Kind& kind) { return kind.count == 0; });
}

bool LearnedRuns::learn_duration(std::size_t run, double seconds) {
  Kind& kind = kinds_[kind_of_[run]];
  kind.sum += seconds;
  ++kind.count;
  sum_ += seconds;
  planned_sum_ += planned_[run];
  const bool changed =
      differs(kind.sum / kind.count, kind.in_use) || (any_kind_unseen() && differs(scale(), scale_in_use_));
  if (!changed) return false;
  for (auto& each : kinds_)
    if (each.count > 0) each.in_use = each.sum / each.count;
  scale_in_use_ = scale();
  return true;
}

bool LearnedRuns::learn_gpu_bytes(std::size_t run, std::uint64_t bytes) {
  Kind& kind = kinds_[kind_of_[run]];
  if (bytes <= kind.gpu_bytes) return false;
  kind.gpu_bytes = bytes;
  return true;
}

double LearnedRuns::expected(std::size_t run) const {
  const Kind& kind = kinds_[kind_of_[run]];
  return kind.count > 0 ? kind.in_use : planned_[run] * scale_in_use_;
}

std::optional<double> LearnedRuns::learned(std::size_t run) const {
  const Kind& kind = kinds_[kind_of_[run]];
  if (kind.count == 0) return std::nullopt;
  return kind.sum / kind.count;
}

std::uint64_t LearnedRuns::gpu_bytes(std::size_t run) const {
  return std::max(kinds_[kind_of_[run]].gpu_bytes, planned_bytes_[run]);
}

}  // namespace sonosweep::farm
