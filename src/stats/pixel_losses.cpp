#include "stats/pixel_losses.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sonosweep::stats {

Logistic logistic(double logit) {
  const double small = std::exp(-std::abs(logit));
  return {std::log1p(small), (logit >= 0 ? 1.0 : small) / (1 + small)};
}

double binary_cross_entropy(double logit, double target) {
  return std::max(logit, 0.0) - logit * target + logistic(logit).log1p_exp;
}

PixelLosses::PixelLosses(const WeightRule& rule, int threshold_percent, int calibration_bins)
    : rule_(rule), threshold_(threshold_percent), calibration_(calibration_bins) {}

PixelLosses::Pixel PixelLosses::add(float logit, int basis_points) {
  const double x = logit, confidence = basis_points / 10000.0;
  const Logistic at = logistic(x);
  // binary_cross_entropy() for three targets with one exponential: max(x, 0) + log1p_exp - x target.
  const double base = std::max(x, 0.0) + at.log1p_exp;
  const PixelTarget target = rule_.target(basis_points, threshold_);
  weighted_ += target.weight * (base - x * target.label);
  const double raw = base - x * confidence;
  raw_ += raw;
  ++count_;
  if (basis_points == 0 || basis_points == 10000) {
    trimap_ += raw;
    ++trimap_count_;
  }
  calibration_.add(at.probability, confidence);
  return {target.label, at.probability};
}

double PixelLosses::divide(double sum, std::int64_t count) {
  return count == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(count);
}

}  // namespace sonosweep::stats
