#include "stats/boundary_metrics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "stats/distance_transform.h"

namespace sonosweep::stats {
namespace {

// Distances from each boundary pixel of `from` to the other mask's boundary, sorted.
std::vector<double> distances(const std::vector<std::uint8_t>& from, const std::vector<double>& squared_to) {
  std::vector<double> out;
  for (std::size_t i = 0; i < from.size(); ++i)
    if (from[i] != 0) out.push_back(std::sqrt(squared_to[i]));
  std::sort(out.begin(), out.end());
  return out;
}

double percentile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(position);
  if (low + 1 >= sorted.size()) return sorted.back();
  return sorted[low] + (position - static_cast<double>(low)) * (sorted[low + 1] - sorted[low]);
}

double share_within(const std::vector<double>& sorted, double tolerance) {
  const auto end = std::upper_bound(sorted.begin(), sorted.end(), tolerance);
  return static_cast<double>(end - sorted.begin()) / static_cast<double>(sorted.size());
}

}  // namespace

std::vector<std::uint8_t> mask_boundary(const std::vector<std::uint8_t>& mask, int height, int width) {
  const auto h = static_cast<std::size_t>(height), w = static_cast<std::size_t>(width);
  std::vector<std::uint8_t> out(mask.size(), 0);
  for (std::size_t y = 0; y < h; ++y)
    for (std::size_t x = 0; x < w; ++x) {
      const std::size_t i = y * w + x;
      if (mask[i] == 0) continue;
      const bool inside = y > 0 && y + 1 < h && x > 0 && x + 1 < w && mask[i - w] != 0 && mask[i + w] != 0 &&
                          mask[i - 1] != 0 && mask[i + 1] != 0;
      out[i] = inside ? 0 : 1;
    }
  return out;
}

BoundaryScores compare_boundaries(const std::vector<std::uint8_t>& prediction,
                                  const std::vector<std::uint8_t>& label, int height, int width,
                                  double tolerance) {
  const auto a = mask_boundary(prediction, height, width);
  const auto b = mask_boundary(label, height, width);
  const auto is_set = [](std::uint8_t value) { return value != 0; };
  const bool has_a = std::any_of(a.begin(), a.end(), is_set), has_b = std::any_of(b.begin(), b.end(), is_set);
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  if (!has_a && !has_b) return {kNan, kNan};
  if (!has_a || !has_b) return {0, std::hypot(height, width)};
  const auto a_to_b = distances(a, squared_distance_transform(b, height, width));
  const auto b_to_a = distances(b, squared_distance_transform(a, height, width));
  const double precision = share_within(a_to_b, tolerance), recall = share_within(b_to_a, tolerance);
  const double sum = precision + recall;
  return {sum > 0 ? 2 * precision * recall / sum : 0,
          std::max(percentile(a_to_b, 0.95), percentile(b_to_a, 0.95))};
}

}  // namespace sonosweep::stats
