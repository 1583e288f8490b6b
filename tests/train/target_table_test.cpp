#include "train/target_table.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "data/basis_points.h"

namespace sonosweep::train {
namespace {

TEST(TargetTable, is_the_rule_for_every_confidence_and_threshold) {
  const auto rule = stats::WeightRule::parse("paper", "own");
  const auto all = torch::arange(0, 10001, torch::kShort);
  for (int t = 0; t <= 100; t += 5) {
    const auto targets = TargetTable(rule, t, torch::kCPU).look_up(all);
    for (int bp = 0; bp <= 10000; bp += 7) {
      const auto expected = rule.target(bp, t);
      ASSERT_EQ(targets.label[bp].item<float>(), static_cast<float>(expected.label)) << bp << " at " << t;
      ASSERT_EQ(targets.weight[bp].item<float>(), static_cast<float>(expected.weight)) << bp << " at " << t;
    }
  }
}

TEST(TargetTable, thresholds_are_exact_for_every_8_bit_value) {
  // All 256 x 101 cases of analysis/METHOD.md section 1, as training sees them.
  std::vector<float> points;
  for (unsigned v = 0; v < 256; ++v) points.push_back(data::basis_points_from_integer(v, 255));
  const auto confidence = torch::tensor(points);
  for (int p = 1; p <= 100; ++p) {
    const auto label = TargetTable(stats::WeightRule{}, p, torch::kCPU).look_up(confidence).label;
    for (int v = 0; v < 256; ++v)
      ASSERT_EQ(label[v].item<float>() == 1, 100 * v >= 255 * p) << v << " at " << p;
  }
}

}  // namespace
}  // namespace sonosweep::train
