// Losses over test pixels, summed in double: independent of how the images were batched.
#pragma once

#include <cstdint>

#include "stats/calibration.h"
#include "stats/pixel_weight.h"

namespace sonosweep::stats {

// log(1 + exp(-|x|)) and the probability sigmoid(x), from one exponential; finite for every finite x.
struct Logistic {
  double log1p_exp;  // log(1 + exp(-|x|))
  double probability;
};
Logistic logistic(double logit);

// -[target log p + (1 - target) log(1 - p)] = max(x, 0) - x target + log(1 + exp(-|x|)), target in [0, 1].
double binary_cross_entropy(double logit, double target);

// Sums over pixels of all classes together.
class PixelLosses {
 public:
  PixelLosses(const WeightRule& rule, int threshold_percent, int calibration_bins);

  struct Pixel {
    int label;
    double probability;
  };
  Pixel add(float logit, int basis_points);

  // Sum of w BCE(label) / number of pixels (weight 0 counts in the number, as in the training loss).
  double weighted_ce() const { return divide(weighted_, count_); }
  // BCE against the raw confidence.
  double ce_unthresholded() const { return divide(raw_, count_); }
  // BCE over the pixels of confidence exactly 0 or exactly 1. NaN if there are none.
  double trimap() const { return divide(trimap_, trimap_count_); }
  const Calibration& calibration() const { return calibration_; }
  std::int64_t count() const { return count_; }
  std::int64_t trimap_count() const { return trimap_count_; }

 private:
  static double divide(double sum, std::int64_t count);

  WeightRule rule_;
  int threshold_;
  double weighted_ = 0, raw_ = 0, trimap_ = 0;
  std::int64_t count_ = 0, trimap_count_ = 0;
  Calibration calibration_;
};

}  // namespace sonosweep::stats
