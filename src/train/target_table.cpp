#include "train/target_table.h"

#include <vector>

#include "data/basis_points.h"

namespace sonosweep::train {

TargetTable::TargetTable(const stats::WeightRule& rule, int threshold_percent, torch::Device device)
    : threshold_percent_(threshold_percent) {
  std::vector<float> label, weight;
  for (int bp = 0; bp <= data::kFullConfidence; ++bp) {
    const auto target = rule.target(bp, threshold_percent);
    label.push_back(static_cast<float>(target.label));
    weight.push_back(static_cast<float>(target.weight));
  }
  label_ = torch::tensor(label).to(device);
  weight_ = torch::tensor(weight).to(device);
}

PixelTargets TargetTable::look_up(const torch::Tensor& confidence) const {
  const auto row = confidence.to(torch::kLong).flatten();
  return {label_.index_select(0, row).view(confidence.sizes()),
          weight_.index_select(0, row).view(confidence.sizes())};
}

}  // namespace sonosweep::train
