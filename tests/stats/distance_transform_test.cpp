#include "stats/distance_transform.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rng.h"

namespace sonosweep::stats {
namespace {

std::vector<double> brute_force(const std::vector<std::uint8_t>& mask, int height, int width) {
  std::vector<double> out;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      double best = std::numeric_limits<double>::infinity();
      for (int v = 0; v < height; ++v)
        for (int u = 0; u < width; ++u)
          if (mask[static_cast<std::size_t>(v * width + u)] != 0)
            best = std::min(best, double((x - u) * (x - u) + (y - v) * (y - v)));
      out.push_back(best);
    }
  return out;
}

TEST(DistanceTransform, OnePoint) {
  // 3 x 4, the point at row 1, column 1: squared distances (y - 1)^2 + (x - 1)^2.
  const std::vector<double> expected = {2, 1, 2, 5,  //
                                        1, 0, 1, 4,  //
                                        2, 1, 2, 5};
  EXPECT_EQ(squared_distance_transform({0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}, 3, 4), expected);
}

TEST(DistanceTransform, NothingIsInfinitelyFar) {
  for (const double value : squared_distance_transform(std::vector<std::uint8_t>(6, 0), 2, 3))
    EXPECT_EQ(value, std::numeric_limits<double>::infinity());
}

TEST(DistanceTransform, FullMaskIsZero) {
  for (const double value : squared_distance_transform(std::vector<std::uint8_t>(6, 1), 2, 3))
    EXPECT_EQ(value, 0);
}

TEST(DistanceTransform, EqualsBruteForceOnRandomMasks) {
  Rng rng(1);
  for (int round = 0; round < 200; ++round) {
    const int height = 1 + static_cast<int>(rng.below(17)), width = 1 + static_cast<int>(rng.below(23));
    const double share = rng.chance(0.5) ? 0.03 : 0.5;
    std::vector<std::uint8_t> mask(static_cast<std::size_t>(height * width));
    for (auto& pixel : mask) pixel = rng.chance(share) ? 1 : 0;
    ASSERT_EQ(squared_distance_transform(mask, height, width), brute_force(mask, height, width))
        << height << " x " << width;
  }
}

}  // namespace
}  // namespace sonosweep::stats
