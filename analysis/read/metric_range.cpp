#include "analysis/read/metric_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace sonosweep::analysis {
namespace {

constexpr double kRounding = 1e-9;

std::string_view without_prefix(std::string_view name) {
  for (const std::string_view prefix : {"val_", "baseline_"})
    if (name.substr(0, prefix.size()) == prefix) return name.substr(prefix.size());
  return name;
}

bool is_one_of(std::string_view name, const std::string_view* begin, const std::string_view* end) {
  return std::find(begin, end, name) != end;
}

// IoU of a class is named after the class: "iou_class/pleura".
bool is_share(std::string_view name) {
  static constexpr std::string_view kShares[] = {
      "iou",       "iou_micro", "iou_class",      "truth_iou",      "truth_iou_class", "dice",
      "soft_dice", "ece",       "boundary_f1",    "accuracy",       "accuracy2",       "accuracy3",
      "recall",    "precision", "accuracy2_days", "accuracy3_days",
  };
  return is_one_of(name.substr(0, name.find('/')), std::begin(kShares), std::end(kShares));
}

bool is_never_negative(std::string_view name) {
  static constexpr std::string_view kSizes[] = {
      "weighted_ce", "ce_unthresholded", "trimap", "hd95", "loss", "rmse_max", "rmse_average", "rmse_median"};
  return is_one_of(name, std::begin(kSizes), std::end(kSizes));
}

}  // namespace

std::string impossible_value(std::string_view metric, double value) {
  if (std::isnan(value) || (value >= 0 && value <= 1)) return {};  // every metric can be that
  const auto name = without_prefix(metric);
  if (is_share(name) && (value < -kRounding || value > 1 + kRounding)) return "a share is from 0 to 1";
  if (is_never_negative(name) && value < -kRounding) return "it cannot be negative";
  return {};
}

std::string first_impossible(const NamedNumbers& metrics) {
  for (const auto& [name, value] : metrics)
    if (const auto why = impossible_value(name, value); !why.empty())
      return fmt::format("metrics.{} is {}, and {}", name, value, why);
  return {};
}

}  // namespace sonosweep::analysis
