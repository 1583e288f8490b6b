#include "stats/distributions.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace sonosweep::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Distributions, NormalByTheTables) {
  EXPECT_DOUBLE_EQ(normal_cdf(0), 0.5);
  EXPECT_NEAR(normal_cdf(1.959963984540054), 0.975, 1e-12);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-12);
}

// With one degree of freedom it is Cauchy's: F(1) = 1/2 + atan(1)/pi = 3/4.
TEST(Distributions, StudentsT) {
  EXPECT_NEAR(student_t_cdf(1, 1), 0.75, 1e-12);
  EXPECT_NEAR(student_t_two_sided(-1, 1), 0.5, 1e-12);
  EXPECT_NEAR(student_t_quantile(0.75, 1), 1, 1e-12);
  EXPECT_NEAR(student_t_two_sided(2.7764451051977987, 4), 0.05, 1e-12);
  EXPECT_EQ(student_t_cdf(kInfinity, 3), 1);
  EXPECT_EQ(student_t_cdf(-kInfinity, 3), 0);
  EXPECT_TRUE(std::isnan(student_t_cdf(std::nan(""), 3)));
}

TEST(Distributions, OutOfRange) {
  EXPECT_THROW(normal_quantile(0), std::invalid_argument);
  EXPECT_THROW(normal_quantile(std::nan("")), std::invalid_argument);
  EXPECT_THROW(student_t_cdf(1, 0), std::invalid_argument);
  EXPECT_THROW(student_t_quantile(1, 4), std::invalid_argument);
}

}  // namespace
}  // namespace sonosweep::stats
