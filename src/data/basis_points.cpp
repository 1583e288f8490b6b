#include "data/basis_points.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::data {

std::uint16_t basis_points_from_integer(std::uint64_t value, std::uint64_t full_scale) {
  if (value == 0) return 0;
  const std::uint64_t scaled = value * kFullConfidence / full_scale;
  return static_cast<std::uint16_t>(std::clamp<std::uint64_t>(scaled, 1, kFullConfidence));
}

std::uint16_t basis_points_from_real(double confidence) {
  return static_cast<std::uint16_t>(std::lround(std::clamp(confidence, 0.0, 1.0) * kFullConfidence));
}

Fusion Fusion::parse(const std::string& text) {
  if (text == "mean") return {Kind::kMean, ""};
  if (text == "min") return {Kind::kMin, ""};
  if (text == "max") return {Kind::kMax, ""};
  if (text.rfind("one:", 0) == 0 && text.size() > 4) return {Kind::kOne, text.substr(4)};
  throw_error<UsageError>("fusion = {}: expected mean, min, max or one:<annotator>{}", text,
                          did_you_mean(text, {"mean", "min", "max"}));
}

std::vector<std::uint16_t> fuse(const std::vector<std::vector<std::uint16_t>>& maps, Fusion::Kind kind) {
  const std::size_t pixels = maps.at(0).size();
  const auto count = static_cast<std::uint64_t>(maps.size());
  std::vector<std::uint16_t> out(pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    std::uint64_t sum = 0;
    std::uint16_t low = UINT16_MAX, high = 0;
    for (const auto& map : maps) {
      sum += map[i];
      low = std::min(low, map[i]);
      high = std::max(high, map[i]);
    }
    switch (kind) {
      case Fusion::Kind::kMin:
        out[i] = low;
        break;
      case Fusion::Kind::kMax:
        out[i] = high;
        break;
      default:
        // Floor keeps "mean >= t" exact for whole percents; at least 1, since t = 0 counts every painted
        // pixel.
        out[i] = static_cast<std::uint16_t>(std::max<std::uint64_t>(sum / count, sum > 0 ? 1 : 0));
    }
  }
  return out;
}

}  // namespace sonosweep::data
