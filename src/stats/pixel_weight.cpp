#include "stats/pixel_weight.h"

#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::stats {

WeightRule WeightRule::parse(const std::string& weighting, const std::string& sub_threshold) {
  WeightRule rule;
  if (weighting == "paper") {
    rule.kind = Kind::kPaper;
  } else if (weighting == "none") {
    rule.kind = Kind::kNone;
  } else if (weighting.rfind("fixed:", 0) == 0) {
    rule.kind = Kind::kFixed;
    const auto value = parse_number(weighting.substr(6));
    if (!value || !std::isfinite(*value) || *value < 0)
      throw_error<UsageError>(
          "weighting = {}: the weight after 'fixed:' must be a number >= 0, e.g. fixed:0.8", weighting);
    rule.fixed = *value;
  } else {
    throw_error<UsageError>("weighting = {}: expected paper, fixed:W or none{}", weighting,
                            did_you_mean(weighting, {"paper", "fixed:0.8", "none"}));
  }
  if (sub_threshold == "background") {
    rule.sub_threshold = SubThreshold::kBackground;
  } else if (sub_threshold == "own") {
    rule.sub_threshold = SubThreshold::kOwn;
  } else if (sub_threshold == "ignore") {
    rule.sub_threshold = SubThreshold::kIgnore;
  } else {
    throw_error<UsageError>("sub_threshold = {}: expected background, own or ignore{}", sub_threshold,
                            did_you_mean(sub_threshold, {"background", "own", "ignore"}));
  }
  return rule;
}

double WeightRule::background_weight(int threshold_percent) const {
  switch (kind) {
    case Kind::kNone:
      return 1;
    case Kind::kFixed:
      return fixed;
    case Kind::kPaper:
      break;
  }
  return threshold_percent == 0 || threshold_percent == 100 ? 0.8 : threshold_percent / 100.0;
}

PixelTarget WeightRule::target(int basis_points, int threshold_percent) const {
  const double own = kind == Kind::kNone ? 1 : basis_points / 10000.0;
  const bool is_label = threshold_percent == 0 ? basis_points > 0 : basis_points >= 100 * threshold_percent;
  if (is_label) return {1, own};
  if (basis_points > 0) {
    if (sub_threshold == SubThreshold::kIgnore) return {0, 0};
    if (sub_threshold == SubThreshold::kOwn) return {0, own};
  }
  return {0, background_weight(threshold_percent)};
}

}  // namespace sonosweep::stats
