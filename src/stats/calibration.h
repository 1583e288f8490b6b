// Does a predicted probability of 0.7 meet a confidence of 0.7? Reliability bins and their summary.
#pragma once

#include <cstdint>
#include <vector>

namespace sonosweep::stats {

struct CalibrationBin {
  std::int64_t count = 0;
  double sum_probability = 0;
  double sum_confidence = 0;
};

// Bins of equal width over the probability, [0, 1/B), .., [1 - 1/B, 1].
class Calibration {
 public:
  // bins > 0.
  explicit Calibration(int bins);
  // probability and confidence in [0, 1]. A probability that is NaN makes the error NaN.
  void add(double probability, double confidence);
  const std::vector<CalibrationBin>& bins() const { return bins_; }
  // Expected calibration error: sum over bins of (count / all) |mean p - mean confidence|
  // (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, with confidences instead of labels).
  // NaN without values.
  double expected_error() const;

 private:
  std::vector<CalibrationBin> bins_;
};

}  // namespace sonosweep::stats
