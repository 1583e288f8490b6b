#include "stats/sign_flip.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "core/rng.h"

namespace sonosweep::stats {
namespace {

// Sums of +-1 +-2 +-4: 7 5 3 1 -1 -3 -5 -7. At least 5 either way: 4 of 8.
TEST(SignFlip, ByHand) {
  const auto test = sign_flip_test({1, -2, 4});  // 3: 6 of 8
  EXPECT_EQ(test.n, 3U);
  EXPECT_DOUBLE_EQ(test.mean, 1);
  EXPECT_DOUBLE_EQ(test.p, 0.75);
  EXPECT_TRUE(test.exact && test.testable);
  EXPECT_DOUBLE_EQ(sign_flip_test({-1, 2, 4}).p, 0.5);
  EXPECT_DOUBLE_EQ(sign_flip_test({-1, -2, -4}).p, 0.25);
  EXPECT_DOUBLE_EQ(sign_flip_test({1, 2, -3}).p, 1);  // nothing is less than 0
}

// All of one sign: 2 of 2^n. With 8 patients and 11 comparisons 11 * 2/256 > 0.05; with 9 it is below.
TEST(SignFlip, SmallestP) {
  EXPECT_DOUBLE_EQ(sign_flip_test({1, 2, 1, 2, 1, 2, 1, 2}).p, 2.0 / 256);
  EXPECT_DOUBLE_EQ(sign_flip_test({1, 2, 1, 2, 1, 2, 1, 2, 3}).p, 2.0 / 512);
  EXPECT_DOUBLE_EQ(
      sign_flip_test(std::vector<double>{3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}).p,
      2.0 / 1048576);
}

// 0.1 + 0.2 is not 0.3, but the sums of 0.1 + 0.2 - 0.3 and of nothing are the same.
TEST(SignFlip, TiesButForRounding) {
  // |sum| = 0.6 of {0.1, 0.2, 0.3} is the largest: 2 of 8. With 0.1 turned: 0.4.
  EXPECT_DOUBLE_EQ(sign_flip_test({0.1, 0.2, 0.3}).p, 0.25);
  EXPECT_DOUBLE_EQ(sign_flip_test({0.1, 0.2, -0.3}).p, 1);
  EXPECT_DOUBLE_EQ(sign_flip_test({-0.3, 0.2, 0.1}).p, 1);
}

TEST(SignFlip, NotTestable) {
  for (const auto& differences :
       {std::vector<double>{}, {0.5}, {0, 0, 0}, {0.25, 0.25, 0.25}, {0.1 + 0.2, 0.3}}) {
    const auto test = sign_flip_test(differences);
    EXPECT_FALSE(test.testable);
    EXPECT_TRUE(std::isnan(test.p));
  }
}

TEST(SignFlip, RandomSignsComeNearAllSigns) {
  Rng rng(3);
  std::vector<double> differences(18);
  for (auto& difference : differences) difference = rng.normal(0.3, 1);
  SignFlipOptions random;
  random.exact_up_to = 0;
  const double exact = sign_flip_test(differences).p;
  const auto drawn = sign_flip_test(differences, random);
  EXPECT_FALSE(drawn.exact);
  // Standard error sqrt(p (1-p) / 100000) <= 0.0016.
  EXPECT_NEAR(drawn.p, exact, 0.008);
  EXPECT_EQ(drawn.p, sign_flip_test(differences, random).p);  // the same data, the same p
  random.seed = 21;
  EXPECT_NE(drawn.p, sign_flip_test(differences, random).p);
}

TEST(SignFlip, ManyUnits) {
  const std::vector<double> clear(42, 1.0);
  auto differences = clear;
  differences[0] = 2;
  const auto test = sign_flip_test(differences);
  EXPECT_FALSE(test.exact);
  EXPECT_DOUBLE_EQ(test.p, 1.0 / 100001);
  differences.assign(100, 1);
  for (std::size_t i = 0; i < 50; ++i) differences[i] = -1;
  EXPECT_DOUBLE_EQ(sign_flip_test(differences).p, 1);
}

TEST(SignFlip, BadInput) {
  EXPECT_THROW(sign_flip_test({1, std::nan("")}), std::invalid_argument);
  SignFlipOptions options;
  options.exact_up_to = 41;
  EXPECT_THROW(sign_flip_test({1, 2}, options), std::invalid_argument);
}

}  // namespace
}  // namespace sonosweep::stats
