#include "stats/regression.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace sonosweep::stats {
namespace {

const double kNan = std::nan("");

TEST(Rmse, ByHand) {
  // errors 1, -2, 2: sqrt((1 + 4 + 4) / 3) = sqrt(3)
  EXPECT_DOUBLE_EQ(rmse({2, 1, 5}, {1, 3, 3}), std::sqrt(3.0));
  EXPECT_EQ(rmse({0.5}, {0.5}), 0);
}

TEST(Rmse, NothingAndNan) {
  EXPECT_TRUE(std::isnan(rmse({}, {})));
  EXPECT_TRUE(std::isnan(rmse({1, kNan}, {1, 1})));
  EXPECT_THROW(rmse({1}, {1, 2}), std::invalid_argument);
}

TEST(Aggregates, OddAndEvenNumbers) {
  EXPECT_DOUBLE_EQ(median({9, 1, 4}), 4);
  EXPECT_DOUBLE_EQ(median({9, 1, 4, 5}), 4.5);  // (4 + 5) / 2
  EXPECT_DOUBLE_EQ(median({7}), 7);
  EXPECT_DOUBLE_EQ(mean({1, 2, 6}), 3);
  EXPECT_DOUBLE_EQ(maximum({-3, -1, -2}), -1);
}

TEST(Aggregates, NothingAndNan) {
  for (auto* const aggregate : {&mean, &maximum}) {
    EXPECT_TRUE(std::isnan(aggregate({})));
    EXPECT_TRUE(std::isnan(aggregate({1, kNan, 2})));
    EXPECT_TRUE(std::isnan(aggregate({kNan, 1})));
  }
  EXPECT_TRUE(std::isnan(median({})));
  EXPECT_TRUE(std::isnan(median({1, kNan, 2})));
}

}  // namespace
}  // namespace sonosweep::stats
