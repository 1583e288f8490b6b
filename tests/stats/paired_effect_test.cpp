#include "stats/paired_effect.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sonosweep::stats {
namespace {

// 1 2 3 4 5: mean 3, SD sqrt(2.5), d_z = 3 / 1.5811 = 1.8974.
TEST(PairedEffect, ByHand) {
  const auto effect = paired_effect({1, 2, 3, 4, 5});
  EXPECT_EQ(effect.n, 5U);
  EXPECT_DOUBLE_EQ(effect.mean, 3);
  EXPECT_DOUBLE_EQ(effect.sd, std::sqrt(2.5));
  EXPECT_NEAR(effect.cohen_dz, 1.8974, 1e-4);
  EXPECT_GT(effect.interval.low, 1);
  EXPECT_LT(effect.interval.low, 3);
  EXPECT_GT(effect.interval.high, 3);
}

TEST(PairedEffect, NoSpread) {
  EXPECT_TRUE(std::isnan(paired_effect({2, 2}).cohen_dz));
  EXPECT_TRUE(std::isnan(paired_effect({2}).cohen_dz));
  EXPECT_EQ(paired_effect({2}).mean, 2);
  EXPECT_EQ(paired_effect({}).n, 0U);
}

}  // namespace
}  // namespace sonosweep::stats
