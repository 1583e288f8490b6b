#include "stats/holm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace sonosweep::stats {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

// Ascending 0.01 0.02 0.04, times 3 2 1: 0.03 0.04 0.04.
TEST(Holm, ByHand) {
  EXPECT_THAT(holm_adjusted({0.04, 0.01, 0.02}), ElementsAre(DoubleEq(0.04), DoubleEq(0.03), DoubleEq(0.04)));
  // 0.03 0.02: 0.04, then max(0.04, 0.03); never above 1.
  EXPECT_THAT(holm_adjusted({0.03, 0.02}), ElementsAre(DoubleEq(0.04), DoubleEq(0.04)));
  EXPECT_THAT(holm_adjusted({0.9, 0.8}), ElementsAre(1, 1));
  EXPECT_TRUE(holm_adjusted({}).empty());
}

TEST(Holm, WhatIsNotTestableStillCounts) {
  const auto adjusted = holm_adjusted({std::nan(""), 0.01, 0.02});
  EXPECT_TRUE(std::isnan(adjusted[0]));
  EXPECT_DOUBLE_EQ(adjusted[1], 0.03);
  EXPECT_DOUBLE_EQ(adjusted[2], 0.04);
}

TEST(Holm, BadInput) {
  EXPECT_THROW(holm_adjusted({1.5}), std::invalid_argument);
}

}  // namespace
}  // namespace sonosweep::stats
