// What one pixel counts as, and how much, given the expert's confidence. Source: analysis/METHOD.md
// section 2. The one place where this rule stands: losses (train) and metrics (stats) both use it.
#pragma once

#include <string>

namespace sonosweep::stats {

struct PixelTarget {
  int label = 0;      // 0 or 1
  double weight = 1;  // >= 0
};

struct WeightRule {
  enum class Kind {
    kPaper,  // label: its confidence; background: t/100, but 0.8 at t = 0 and t = 100
    kFixed,  // label: its confidence; background: `fixed`
    kNone    // 1 everywhere
  };
  // Background pixels that somebody did paint (0 < confidence < t).
  enum class SubThreshold {
    kBackground,  // weigh like all background
    kOwn,         // weigh their own confidence (kNone: 1)
    kIgnore       // weigh 0, whatever the kind
  };

  Kind kind = Kind::kPaper;
  double fixed = 0.8;
  SubThreshold sub_threshold = SubThreshold::kBackground;

  // weighting: "paper", "fixed:W" with a finite W >= 0, or "none"; sub_threshold: "background", "own" or
  // "ignore". Throws UsageError naming key and value.
  static WeightRule parse(const std::string& weighting, const std::string& sub_threshold);

  // Weight of a pixel with confidence 0. threshold_percent in 0..100.
  double background_weight(int threshold_percent) const;

  // basis_points in 0..10000. Label 1 iff basis_points >= 100 t for t > 0, iff > 0 for t = 0.
  PixelTarget target(int basis_points, int threshold_percent) const;
};

}  // namespace sonosweep::stats
