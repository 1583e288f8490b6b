#include "stats/corrected_t.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace sonosweep::stats {
namespace {

// 1 2 3 4 5: mean 3, variance 2.5. Ordinary: t = 3 / sqrt(2.5 / 5) = 4.2426. Corrected: (1/5 + 1/4) 2.5
// = 1.125, t = 3 / 1.06066 = 2.8284.
TEST(CorrectedT, ByHand) {
  EXPECT_NEAR(corrected_t_test({1, 2, 3, 4, 5}, 0).t, 3 / std::sqrt(0.5), 1e-12);
  const auto test = nadeau_bengio_test({1, 2, 3, 4, 5});
  EXPECT_EQ(test.k, 5U);
  EXPECT_DOUBLE_EQ(test.mean, 3);
  EXPECT_NEAR(test.standard_error, std::sqrt(1.125), 1e-12);
  EXPECT_NEAR(test.t, 3 / std::sqrt(1.125), 1e-12);
  EXPECT_NEAR(test.p, 0.0474206, 1e-6);  // below 0.05 as |t| > 2.776
  EXPECT_NEAR(nadeau_bengio_test({-1, -2, -3, -4, -5}).p, test.p, 1e-15);
}

TEST(CorrectedT, NotTestable) {
  for (const auto& differences : {std::vector<double>{}, {1}, {2, 2, 2}, {0.1 + 0.2, 0.3}}) {
    const auto test = nadeau_bengio_test(differences);
    EXPECT_FALSE(test.testable);
    EXPECT_TRUE(std::isnan(test.p));
  }
}

TEST(CorrectedT, BadInput) {
  EXPECT_THROW(nadeau_bengio_test({1, std::nan("")}), std::invalid_argument);
  EXPECT_THROW(corrected_t_test({1, 2}, -1), std::invalid_argument);
}

}  // namespace
}  // namespace sonosweep::stats
