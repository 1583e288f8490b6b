#include "stats/summary.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sonosweep::stats {
namespace {

const double kNan = std::nan("");

TEST(Summary, SampleDeviation) {
  // mean (2 + 4 + 9) / 3 = 5; squares 9 + 1 + 16 = 26; sd = sqrt(26 / 2)
  const auto summary = summarize({2, 4, 9});
  EXPECT_EQ(summary.n, 3U);
  EXPECT_DOUBLE_EQ(summary.mean, 5);
  EXPECT_DOUBLE_EQ(summary.sd, std::sqrt(13.0));
}

TEST(Summary, OneValueHasNoDeviation) {
  const auto summary = summarize({0.25});
  EXPECT_EQ(summary.n, 1U);
  EXPECT_DOUBLE_EQ(summary.mean, 0.25);
  EXPECT_TRUE(std::isnan(summary.sd));
}

TEST(Summary, UndefinedValuesAreCountedOut) {
  // Of 1, NaN, 3: mean 2, sd sqrt((1 + 1) / 1)
  const auto summary = summarize({1, kNan, 3});
  EXPECT_EQ(summary.n, 2U);
  EXPECT_EQ(summary.total, 3U);
  EXPECT_DOUBLE_EQ(summary.mean, 2);
  EXPECT_DOUBLE_EQ(summary.sd, std::sqrt(2.0));
}

TEST(Summary, NothingIsAGap) {
  EXPECT_EQ(summarize({}).n, 0U);
  EXPECT_TRUE(std::isnan(summarize({}).mean));
  EXPECT_TRUE(std::isnan(summarize({kNan, kNan}).mean));
  EXPECT_EQ(summarize({kNan, kNan}).total, 2U);
}

TEST(Summary, EqualValuesHaveDeviationZero) {
  // 0.1 + 0.1 + 0.1 is not 0.3 in binary; a one-pass formula would leave a remainder of 1e-9 or NaN.
  EXPECT_NEAR(summarize({1e8 + 0.1, 1e8 + 0.1, 1e8 + 0.1}).sd, 0, 1e-7);
}

TEST(RunningMean, SkipsUndefined) {
  RunningMean mean;
  EXPECT_TRUE(std::isnan(mean.mean()));
  mean.add(1);
  mean.add(kNan);
  mean.add(2);
  EXPECT_EQ(mean.n(), 2U);
  EXPECT_DOUBLE_EQ(mean.mean(), 1.5);
}

}  // namespace
}  // namespace sonosweep::stats
