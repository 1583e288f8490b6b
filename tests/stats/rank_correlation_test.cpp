#include "stats/rank_correlation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace sonosweep::stats {
namespace {

TEST(RankCorrelation, IsOneOfWhateverRisesTogether) {
  EXPECT_DOUBLE_EQ(rank_correlation({1, 2, 3, 10}, {0.1, 0.2, 5, 6}), 1);
  EXPECT_DOUBLE_EQ(rank_correlation({1, 2, 3}, {3, 2, 1}), -1);
}

// Ranks 1 2 3 4 5 and 2 1 4 3 5: sum of squared differences 4, 1 - 6 * 4 / (5 * 24) = 0.8.
TEST(RankCorrelation, ByHand) {
  EXPECT_NEAR(rank_correlation({10, 20, 30, 40, 50}, {7, 3, 9, 8, 12}), 0.8, 1e-12);
}

// Ranks 1 2.5 2.5 4 and 1 2 3 4: 4.5 / sqrt(4.5 * 5) = 0.948683.
TEST(RankCorrelation, EqualValuesShareTheirMeanRank) {
  EXPECT_NEAR(rank_correlation({1, 2, 2, 3}, {1, 2, 3, 4}), 0.948683, 1e-6);
}

TEST(RankCorrelation, NothingToCorrelate) {
  EXPECT_TRUE(std::isnan(rank_correlation({1, 2}, {1, 2})));
  EXPECT_TRUE(std::isnan(rank_correlation({}, {})));
  EXPECT_TRUE(std::isnan(rank_correlation({1, 1, 1}, {1, 2, 3})));
  EXPECT_THROW(rank_correlation({1, 2, 3}, {1, 2}), std::invalid_argument);
  EXPECT_THROW(rank_correlation({1, 2, std::numeric_limits<double>::quiet_NaN()}, {1, 2, 3}),
               std::invalid_argument);
}

}  // namespace
}  // namespace sonosweep::stats
