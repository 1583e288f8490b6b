// Confidence as integers: basis points, 0..10000, so that "confidence >= t percent" is an exact comparison.
// Source of the rules: analysis/METHOD.md section 1.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sonosweep::data {

constexpr int kFullConfidence = 10000;

// An integer map value v of full scale `full_scale` (> 0): floor(10000 v / full_scale), but at least 1 if v >
// 0. For 8-bit v and whole percent p this makes  bp >= 100 p  the same as  100 v >= 255 p.  0 <= v <=
// full_scale <= 10^15.
std::uint16_t basis_points_from_integer(std::uint64_t value, std::uint64_t full_scale);

// A real confidence in [0, 1]: nearest basis point.
std::uint16_t basis_points_from_real(double confidence);

// y = 1 iff conf >= t for t > 0, iff conf > 0 for t = 0. threshold_percent in 0..100.
constexpr bool is_label(int basis_points, int threshold_percent) {
  return threshold_percent == 0 ? basis_points > 0 : basis_points >= 100 * threshold_percent;
}

// How the maps of several annotators of one frame become one training target.
struct Fusion {
  enum class Kind { kMean, kMin, kMax, kOne };
  Kind kind = Kind::kMean;
  std::string annotator;  // for kOne

  // "mean", "min", "max" or "one:<annotator>". Throws UsageError.
  static Fusion parse(const std::string& text);
};

// Fuses maps of equal size pixel by pixel; the mean is floor(sum / count), at least 1 where
// anybody painted, so that  bp >= 100 p  iff  mean >= 100 p  for whole percents p.
// maps must not be empty. For kOne the caller passes that annotator's map alone.
std::vector<std::uint16_t> fuse(const std::vector<std::vector<std::uint16_t>>& maps, Fusion::Kind kind);

}  // namespace sonosweep::data
