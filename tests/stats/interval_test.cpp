#include "stats/interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace sonosweep::stats {
namespace {

// z = 1.96: of 2 of 4 centre (0.5 + 0.4802) / 1.9604 = 0.5, reach 1.96 sqrt(0.0625 + 0.06003) / 1.9604 =
// 0.34996.
TEST(Wilson, ByHand) {
  const auto half = wilson_interval(2, 4);
  EXPECT_NEAR(half.low, 0.15004, 1e-5);
  EXPECT_NEAR(half.high, 0.84996, 1e-5);
  // 0 of 4: 0 to z^2 / (4 + z^2) = 3.8415 / 7.8415.
  const auto none = wilson_interval(0, 4);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.489891, 1e-6);
  const auto all = wilson_interval(4, 4);
  EXPECT_NEAR(all.low, 1 - 0.489891, 1e-6);
  EXPECT_EQ(all.high, 1);
  EXPECT_LT(wilson_interval(1.5, 4).low, half.low);
}

TEST(Wilson, NothingAndBadInput) {
  EXPECT_TRUE(std::isnan(wilson_interval(0, 0).low));
  EXPECT_THROW(wilson_interval(5, 4), std::invalid_argument);
  EXPECT_THROW(wilson_interval(-1, 4), std::invalid_argument);
  EXPECT_THROW(wilson_interval(1, 4, 1), std::invalid_argument);
}

// Of two values 0 and 1 a resample's mean is 0, 0.5 or 1 with 1/4, 1/2, 1/4: the middle 40 % are 0.5.
TEST(BootstrapMean, ByHand) {
  BootstrapOptions options;
  options.confidence = 0.4;
  const auto middle = bootstrap_mean({0, 1}, options);
  EXPECT_DOUBLE_EQ(middle.low, 0.5);
  EXPECT_DOUBLE_EQ(middle.high, 0.5);
  options.confidence = 0.6;
  const auto wide = bootstrap_mean({0, 1}, options);
  EXPECT_DOUBLE_EQ(wide.low, 0);
  EXPECT_DOUBLE_EQ(wide.high, 1);
}

// For many values it comes near mean -+ 1.96 s / sqrt(n): 0..99 has mean 49.5, s = 28.866 (with n), so
// +- 5.658.
TEST(BootstrapMean, ComesNearTheNormalInterval) {
  std::vector<double> values(100);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  const auto interval = bootstrap_mean(values);
  EXPECT_NEAR(interval.low, 49.5 - 5.658, 0.3);
  EXPECT_NEAR(interval.high, 49.5 + 5.658, 0.3);
  const auto again = bootstrap_mean(values);
  EXPECT_EQ(interval.low, again.low);
  EXPECT_EQ(interval.high, again.high);
}

TEST(BootstrapMean, NothingAndBadInput) {
  EXPECT_TRUE(std::isnan(bootstrap_mean({}).low));
  EXPECT_TRUE(std::isnan(bootstrap_mean({1}).high));
  EXPECT_EQ(bootstrap_mean({2, 2, 2}).low, 2);
  EXPECT_THROW(bootstrap_mean({1, std::nan("")}), std::invalid_argument);
}

TEST(SortedQuantile, Interpolates) {
  EXPECT_DOUBLE_EQ(sorted_quantile({1, 2, 4}, 0.5), 2);
  EXPECT_DOUBLE_EQ(sorted_quantile({1, 2, 4}, 0.75), 3);  // half-way from the second to the third
  EXPECT_DOUBLE_EQ(sorted_quantile({1, 2, 4}, 1), 4);
  EXPECT_THROW(sorted_quantile({}, 0.5), std::invalid_argument);
}

}  // namespace
}  // namespace sonosweep::stats
