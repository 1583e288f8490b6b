#include "stats/calibration.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace sonosweep::stats {

Calibration::Calibration(int bins) : bins_(static_cast<std::size_t>(bins)) {}

void Calibration::add(double probability, double confidence) {
  const double scaled = probability * static_cast<double>(bins_.size());
  // NaN has no bin; in the first one it shows in the result instead of vanishing.
  const std::size_t bin =
      std::isnan(scaled) ? 0 : std::min(static_cast<std::size_t>(scaled), bins_.size() - 1);
  ++bins_[bin].count;
  bins_[bin].sum_probability += probability;
  bins_[bin].sum_confidence += confidence;
}

double Calibration::expected_error() const {
  std::int64_t all = 0;
  double gaps = 0;  // count |mean p - mean c| = |sum p - sum c|
  for (const auto& bin : bins_) {
    all += bin.count;
    gaps += std::abs(bin.sum_probability - bin.sum_confidence);
  }
  return all == 0 ? std::numeric_limits<double>::quiet_NaN() : gaps / static_cast<double>(all);
}

}  // namespace sonosweep::stats
