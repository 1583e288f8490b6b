// Label and weight of every possible confidence, as tables: what training sees is exactly
// stats/pixel_weight.h.
#pragma once

#include <torch/types.h>

#include "stats/pixel_weight.h"

namespace sonosweep::train {

struct PixelTargets {
  torch::Tensor label;   // 0 / 1, float, shape of the confidence
  torch::Tensor weight;  // >= 0, float
};

class TargetTable {
 public:
  TargetTable(const stats::WeightRule& rule, int threshold_percent, torch::Device device);
  // confidence: basis points 0..10000 in whole numbers, any numeric type and shape.
  PixelTargets look_up(const torch::Tensor& confidence) const;
  int threshold_percent() const { return threshold_percent_; }

 private:
  int threshold_percent_;
  torch::Tensor label_, weight_;  // [10001]
};

}  // namespace sonosweep::train
