#include "stats/mask_overlap.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sonosweep::stats {
namespace {

const double kNan = std::nan("");

TEST(Overlap, IouAndDice) {
  // Prediction 3 pixels, label 2, both 1: IoU 1 / (3 + 2 - 1) = 1/4, Dice 2 / (3 + 2) = 2/5.
  const auto overlap = count_overlap({1, 1, 1, 0, 0}, {0, 0, 1, 1, 0});
  EXPECT_EQ(overlap.both, 1);
  EXPECT_EQ(overlap.either(), 4);
  EXPECT_DOUBLE_EQ(overlap.iou(), 0.25);
  EXPECT_DOUBLE_EQ(overlap.dice(), 0.4);
}

TEST(Overlap, AbsentFromBothIsNotDefined) {
  EXPECT_TRUE(std::isnan(count_overlap({0, 0}, {0, 0}).iou()));
  EXPECT_TRUE(std::isnan(count_overlap({0, 0}, {0, 0}).dice()));
}

TEST(Overlap, AbsentFromOneIsZero) {
  EXPECT_EQ(count_overlap({0, 0}, {1, 0}).iou(), 0);
  EXPECT_EQ(count_overlap({1, 0}, {0, 0}).iou(), 0);
}

TEST(ClassMean, OverClassesThenImages) {
  // Image 1: classes 0.2 and 0.6 -> 0.4. Image 2: only the first, 1.0 -> 1.0. Image 3: nothing. Mean 0.7.
  // Over all values at once it would be 1.8 / 3 = 0.6. Per class: (0.2 + 1) / 2 = 0.6, and 0.6.
  ClassMean mean(2);
  mean.add_image({0.2, 0.6});
  mean.add_image({1.0, kNan});
  mean.add_image({kNan, kNan});
  EXPECT_DOUBLE_EQ(mean.mean(), 0.7);
  EXPECT_EQ(mean.n(), 2U);
  EXPECT_DOUBLE_EQ(mean.class_means()[0], 0.6);
  EXPECT_DOUBLE_EQ(mean.class_means()[1], 0.6);
}

TEST(ClassMean, NothingAnywhereIsNan) {
  ClassMean mean(1);
  EXPECT_TRUE(std::isnan(mean.mean()));
  mean.add_image({kNan});
  EXPECT_TRUE(std::isnan(mean.mean()));
  EXPECT_TRUE(std::isnan(mean.class_means()[0]));
}

}  // namespace
}  // namespace sonosweep::stats
