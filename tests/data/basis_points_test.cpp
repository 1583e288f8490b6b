#include "data/basis_points.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/error.h"
#include "core/rng.h"

namespace sonosweep::data {
namespace {

// analysis/METHOD.md section 1: for every 8-bit v and whole percentage p, bp >= 100 p iff 100 v >= 255 p.
TEST(BasisPoints, EightBitThresholdsAreExact) {
  for (int v = 0; v <= 255; ++v) {
    const int bp = basis_points_from_integer(static_cast<std::uint64_t>(v), 255);
    for (int p = 0; p <= 100; ++p)
      EXPECT_EQ(bp >= 100 * p, 100 * v >= 255 * p) << "v = " << v << ", p = " << p;
    for (int p = 1; p <= 100; ++p)
      EXPECT_EQ(is_label(bp, p), 100 * v >= 255 * p) << "v = " << v << ", p = " << p;
    EXPECT_EQ(is_label(bp, 0), v > 0) << "v = " << v;
  }
}

// The same for 16 bits, around each threshold: the smallest v of p percent is ceil(65535 p / 100).
TEST(BasisPoints, SixteenBitThresholdsAreExact) {
  for (std::uint64_t p = 1; p <= 100; ++p) {
    const std::uint64_t least = (65535 * p + 99) / 100;
    EXPECT_GE(basis_points_from_integer(least, 65535), 100 * p);
    EXPECT_LT(basis_points_from_integer(least - 1, 65535), 100 * p);
  }
}

TEST(BasisPoints, IntegersRoundDownButNotToNothing) {
  EXPECT_EQ(basis_points_from_integer(0, 255), 0);
  EXPECT_EQ(basis_points_from_integer(1, 255), 39);      // 10000 / 255 = 39.2
  EXPECT_EQ(basis_points_from_integer(153, 255), 6000);  // 0.6 * 255
  EXPECT_EQ(basis_points_from_integer(254, 255), 9960);  // 9960.8
  EXPECT_EQ(basis_points_from_integer(255, 255), 10000);
  EXPECT_EQ(basis_points_from_integer(1, 65535), 1);  // 0.15 -> at least 1
  EXPECT_EQ(basis_points_from_integer(65535, 65535), 10000);
  EXPECT_EQ(basis_points_from_integer(3, 10), 3000);
  EXPECT_EQ(basis_points_from_integer(UINT32_MAX, UINT32_MAX), 10000);
}

TEST(BasisPoints, RealsRoundToNearest) {
  EXPECT_EQ(basis_points_from_real(0), 0);
  EXPECT_EQ(basis_points_from_real(static_cast<double>(0.6F)), 6000);  // 0.60000002
  EXPECT_EQ(basis_points_from_real(0.00004), 0);
  EXPECT_EQ(basis_points_from_real(0.00005), 1);
  EXPECT_EQ(basis_points_from_real(1), 10000);
}

// Annotators who agree everywhere: fusion changes nothing, at any whole percentage.
TEST(Fusion, ConstantMapsStayAsTheyAre) {
  for (int v = 0; v <= 255; ++v) {
    const std::vector<std::uint16_t> map(4, basis_points_from_integer(static_cast<std::uint64_t>(v), 255));
    for (std::size_t annotators = 1; annotators <= 10; ++annotators)
      for (const auto kind : {Fusion::Kind::kMean, Fusion::Kind::kMin, Fusion::Kind::kMax})
        EXPECT_EQ(fuse(std::vector(annotators, map), kind), map);
  }
}

TEST(Fusion, MeanIsTheFloorButNotNothing) {
  // Pixel 0: (6000 + 5999) / 2 = 5999.5 -> 5999: below 60 %, as the exact mean is.
  // Pixel 1: (1 + 0) / 2 = 0.5 -> 1, since somebody painted. Pixel 2: nobody did.
  const std::vector<std::vector<std::uint16_t>> maps = {{6000, 1, 0}, {5999, 0, 0}};
  EXPECT_EQ(fuse(maps, Fusion::Kind::kMean), (std::vector<std::uint16_t>{5999, 1, 0}));
  EXPECT_EQ(fuse(maps, Fusion::Kind::kMin), (std::vector<std::uint16_t>{5999, 0, 0}));
  EXPECT_EQ(fuse(maps, Fusion::Kind::kMax), (std::vector<std::uint16_t>{6000, 1, 0}));
}

// floor(sum / n) >= 100 p iff sum >= 100 p n: the fused map decides as the exact mean does.
TEST(Fusion, MeanDecidesAsTheExactMeanDoes) {
  Rng rng(5);
  for (int repeat = 0; repeat < 2000; ++repeat) {
    const std::uint64_t n = 1 + rng.below(10);
    std::vector<std::vector<std::uint16_t>> maps;
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
      maps.push_back({static_cast<std::uint16_t>(rng.below(10001))});
      sum += maps.back()[0];
    }
    const auto fused = fuse(maps, Fusion::Kind::kMean)[0];
    for (std::uint64_t p = 1; p <= 100; ++p)
      EXPECT_EQ(is_label(fused, static_cast<int>(p)), sum >= 100 * p * n) << "sum " << sum << " of " << n;
  }
}

// Ten binary masks: agreement 0, 1/10, .., 1 is exactly 0, 1000, .., 10000.
TEST(Fusion, BinaryMasksOfTenRatersGiveWholeThousands) {
  for (std::size_t yes = 0; yes <= 10; ++yes) {
    std::vector<std::vector<std::uint16_t>> masks(10, {0});
    for (std::size_t i = 0; i < yes; ++i) masks[i][0] = kFullConfidence;
    EXPECT_EQ(fuse(masks, Fusion::Kind::kMean)[0], 1000 * yes);
  }
}

TEST(Fusion, Parse) {
  EXPECT_EQ(Fusion::parse("min").kind, Fusion::Kind::kMin);
  EXPECT_EQ(Fusion::parse("one:Anna").kind, Fusion::Kind::kOne);
  EXPECT_EQ(Fusion::parse("one:Anna").annotator, "Anna");
  EXPECT_THROW(Fusion::parse("median"), UsageError);
  EXPECT_THROW(Fusion::parse("one:"), UsageError);
}

}  // namespace
}  // namespace sonosweep::data
