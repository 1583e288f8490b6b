#include "stats/boundary_metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sonosweep::stats {
namespace {

using Mask = std::vector<std::uint8_t>;

TEST(MaskBoundary, KeepsTheOutlineOnly) {
  const Mask square = {0, 0, 0, 0, 0,  //
                       0, 1, 1, 1, 0,  //
                       0, 1, 1, 1, 0,  //
                       0, 1, 1, 1, 0,  //
                       0, 0, 0, 0, 0};
  Mask expected = square;
  expected[12] = 0;
  EXPECT_EQ(mask_boundary(square, 5, 5), expected);
}

TEST(MaskBoundary, OutsideTheImageIsOutsideTheMask) {
  const Mask expected = {1, 1, 1,  //
                         1, 0, 1,  //
                         1, 1, 1};
  EXPECT_EQ(mask_boundary(Mask(9, 1), 3, 3), expected);
}

TEST(CompareBoundaries, EqualMasks) {
  const Mask mask = {0, 1, 1, 0};
  const auto scores = compare_boundaries(mask, mask, 2, 2, 0);
  EXPECT_DOUBLE_EQ(scores.f1, 1);
  EXPECT_DOUBLE_EQ(scores.hd95, 0);
}

TEST(CompareBoundaries, TwoPixelsThreeApart) {
  // 1 x 5: prediction at 0, label at 3. Both directed distances are 3.
  const Mask a = {1, 0, 0, 0, 0}, b = {0, 0, 0, 1, 0};
  EXPECT_DOUBLE_EQ(compare_boundaries(a, b, 1, 5, 2).f1, 0);
  EXPECT_DOUBLE_EQ(compare_boundaries(a, b, 1, 5, 3).f1, 1);  // the tolerance itself is within
  EXPECT_DOUBLE_EQ(compare_boundaries(a, b, 1, 5, 2).hd95, 3);
}

TEST(CompareBoundaries, ToleranceIsEuclidean) {
  // 2 x 2, diagonal neighbours: sqrt(2) = 1.41 apart.
  const Mask a = {1, 0, 0, 0}, b = {0, 0, 0, 1};
  EXPECT_DOUBLE_EQ(compare_boundaries(a, b, 2, 2, 1.4).f1, 0);
  EXPECT_DOUBLE_EQ(compare_boundaries(a, b, 2, 2, 1.42).f1, 1);
  EXPECT_DOUBLE_EQ(compare_boundaries(a, b, 2, 2, 1).hd95, std::sqrt(2.0));
}

TEST(CompareBoundaries, PrecisionRecallAndPercentile) {
  // 1 x 10, every mask pixel is boundary (rows above and below are outside the image).
  // Prediction at 0 1 2 3, label at 1 2: distances of the prediction 1 0 0 1, of the label 0 0.
  // Tolerance 0: precision 2/4, recall 2/2, F1 = 2 * 0.5 * 1 / 1.5 = 2/3.
  // 95th percentile of 0 0 1 1: position 0.95 * 3 = 2.85, between 1 and 1 -> 1; of the label's: 0. Larger: 1.
  const Mask a = {1, 1, 1, 1, 0, 0, 0, 0, 0, 0}, b = {0, 1, 1, 0, 0, 0, 0, 0, 0, 0};
  const auto scores = compare_boundaries(a, b, 1, 10, 0);
  EXPECT_DOUBLE_EQ(scores.f1, 2.0 / 3);
  EXPECT_DOUBLE_EQ(scores.hd95, 1);
}

TEST(CompareBoundaries, PercentileIsInterpolated) {
  // Prediction at 0 and 9, label at 0: distances 0 and 9, 95th percentile 0 + 0.95 * 9 = 8.55.
  const Mask a = {1, 0, 0, 0, 0, 0, 0, 0, 0, 1}, b = {1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_DOUBLE_EQ(compare_boundaries(a, b, 1, 10, 0).hd95, 8.55);
  EXPECT_DOUBLE_EQ(compare_boundaries(b, a, 1, 10, 0).hd95, 8.55);
}

TEST(CompareBoundaries, OneEmptyMask) {
  // 3 x 4 image: diagonal sqrt(9 + 16) = 5.
  const Mask none(12, 0), full(12, 1);
  for (const auto& scores :
       {compare_boundaries(none, full, 3, 4, 2), compare_boundaries(full, none, 3, 4, 2)}) {
    EXPECT_DOUBLE_EQ(scores.f1, 0);
    EXPECT_DOUBLE_EQ(scores.hd95, 5);
  }
}

TEST(CompareBoundaries, BothEmptyIsNotDefined) {
  const auto scores = compare_boundaries(Mask(4, 0), Mask(4, 0), 2, 2, 2);
  EXPECT_TRUE(std::isnan(scores.f1));
  EXPECT_TRUE(std::isnan(scores.hd95));
}

}  // namespace
}  // namespace sonosweep::stats
