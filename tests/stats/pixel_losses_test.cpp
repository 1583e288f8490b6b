#include "stats/pixel_losses.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sonosweep::stats {
namespace {

const float kLn3 = std::log(3.0F);  // sigmoid(ln 3) = 3/4, sigmoid(-ln 3) = 1/4

TEST(BinaryCrossEntropy, HandComputed) {
  EXPECT_NEAR(binary_cross_entropy(0, 1), std::log(2.0), 1e-15);  // -log 0.5
  EXPECT_NEAR(binary_cross_entropy(std::log(3.0), 1), -std::log(0.75), 1e-15);
  EXPECT_NEAR(binary_cross_entropy(std::log(3.0), 0), -std::log(0.25), 1e-15);
  // target 0.5: -(log 0.75 + log 0.25) / 2
  EXPECT_NEAR(binary_cross_entropy(std::log(3.0), 0.5), -(std::log(0.75) + std::log(0.25)) / 2, 1e-15);
}

TEST(BinaryCrossEntropy, StaysFiniteAndExactFarOut) {
  // Far out, log(1 + exp(x)) = x: the loss of the wrong label is |x|, of the right one 0.
  EXPECT_DOUBLE_EQ(binary_cross_entropy(1000, 0), 1000);
  EXPECT_DOUBLE_EQ(binary_cross_entropy(-1000, 1), 1000);
  EXPECT_DOUBLE_EQ(binary_cross_entropy(1000, 1), 0);
  EXPECT_DOUBLE_EQ(binary_cross_entropy(-1000, 0), 0);
  // exp(-40), which 1 - p in double would round to 0.
  EXPECT_NEAR(binary_cross_entropy(40, 1) / std::exp(-40.0), 1, 1e-12);
}

TEST(Logistic, Probability) {
  EXPECT_DOUBLE_EQ(logistic(0).probability, 0.5);
  EXPECT_NEAR(logistic(std::log(3.0)).probability, 0.75, 1e-15);
  EXPECT_NEAR(logistic(-std::log(3.0)).probability, 0.25, 1e-15);
  EXPECT_DOUBLE_EQ(logistic(-1000).probability, 0);
  EXPECT_DOUBLE_EQ(logistic(1000).probability, 1);
}

TEST(PixelLosses, HandComputed) {
  // Threshold 60, paper weights. p = 3/4 everywhere, so -log p = a = 0.28768, -log(1-p) = b = 1.38629.
  //   confidence  label  weight  weighted     raw
  //   1.0         1      1.0     a            a
  //   0.8         1      0.8     0.8 a        0.8 a + 0.2 b
  //   0.4         0      0.6     0.6 b        0.4 a + 0.6 b
  //   0           0      0.6     0.6 b        b
  // weighted_ce = (1.8 a + 1.2 b) / 4; ce = (2.2 a + 1.8 b) / 4; trimap (first and last) = (a + b) / 2
  PixelLosses losses(WeightRule{}, 60, 15);
  EXPECT_EQ(losses.add(kLn3, 10000).label, 1);
  EXPECT_EQ(losses.add(kLn3, 8000).label, 1);
  EXPECT_EQ(losses.add(kLn3, 4000).label, 0);
  EXPECT_EQ(losses.add(kLn3, 0).label, 0);
  const double a = -std::log(0.75), b = -std::log(0.25);
  EXPECT_NEAR(losses.weighted_ce(), (1.8 * a + 1.2 * b) / 4, 1e-7);  // 1e-7: ln 3 as float
  EXPECT_NEAR(losses.ce_unthresholded(), (2.2 * a + 1.8 * b) / 4, 1e-7);
  EXPECT_NEAR(losses.trimap(), (a + b) / 2, 1e-7);
  EXPECT_EQ(losses.count(), 4);
  EXPECT_EQ(losses.trimap_count(), 2);
}

TEST(PixelLosses, IgnoredPixelsCountInTheNumber) {
  // ignore: weight 0 for the second pixel; (0.5 log 2 + 0) / 2. Background weighs 50/100.
  PixelLosses losses(WeightRule::parse("paper", "ignore"), 50, 15);
  losses.add(0, 0);
  losses.add(0, 4000);
  EXPECT_NEAR(losses.weighted_ce(), 0.5 * std::log(2.0) / 2, 1e-15);
}

TEST(PixelLosses, TrimapWithoutCertainPixelsIsNotDefined) {
  PixelLosses losses(WeightRule{}, 0, 15);
  EXPECT_TRUE(std::isnan(losses.weighted_ce()));
  losses.add(0, 5000);
  EXPECT_TRUE(std::isnan(losses.trimap()));
  EXPECT_NEAR(losses.ce_unthresholded(), std::log(2.0), 1e-15);
}

}  // namespace
}  // namespace sonosweep::stats
