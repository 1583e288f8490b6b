#include "core/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace sonosweep {
namespace {

TEST(Rng, UniformTakesTheUpper53BitsOfTheStandardEngine) {
  // The first two outputs of mt19937_64 with its default seed 5489.
  Rng rng(5489);
  EXPECT_EQ(rng.uniform(), static_cast<double>(14514284786278117030ULL >> 11) / 9007199254740992.0);
  EXPECT_EQ(rng.uniform(), static_cast<double>(4620546740167642908ULL >> 11) / 9007199254740992.0);
}

TEST(Rng, BelowIsTheRemainder) {
  // 14514284786278117030 = 10 * 1451428478627811703 + 0, 4620546740167642908 ends in 8.
  Rng rng(5489);
  EXPECT_EQ(rng.below(10), 0U);
  EXPECT_EQ(rng.below(10), 8U);
}

TEST(Rng, NormalIsBoxMuller) {
  Rng uniforms(7), rng(7);
  const double u = uniforms.uniform(), v = uniforms.uniform();
  const double radius = std::sqrt(-2 * std::log(1 - u)), angle = 2 * std::acos(-1.0) * v;
  EXPECT_NEAR(rng.normal(), radius * std::cos(angle), 1e-12);
  EXPECT_NEAR(rng.normal(), radius * std::sin(angle), 1e-12);
}

TEST(Rng, Moments) {
  // 100,000 draws: standard error of the mean 1/sqrt(12 n) = 0.0009 and 1/sqrt(n) = 0.003; bounds at 4.5 of
  // them.
  Rng rng(1);
  const int n = 100'000;
  double uniform = 0, normal = 0, square = 0;
  for (int i = 0; i < n; ++i) {
    const double u = rng.uniform();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    uniform += u;
    const double z = rng.normal();
    normal += z;
    square += z * z;
  }
  EXPECT_NEAR(uniform / n, 0.5, 0.004);
  EXPECT_NEAR(normal / n, 0, 0.0145);
  EXPECT_NEAR(square / n, 1, 0.02);  // standard error sqrt(2 / n) = 0.0045
}

TEST(Rng, BelowIsUniform) {
  // 60,000 draws of 6: expected 10,000 each, standard deviation 91; bound at 5 of them.
  Rng rng(2);
  std::array<int, 6> counts{};
  for (int i = 0; i < 60'000; ++i) ++counts.at(rng.below(6));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 456);
  EXPECT_EQ(rng.below(1), 0U);
}

TEST(Rng, BelowWithHugeBounds) {
  // Just over half of 2^64: nearly every second draw is rejected.
  Rng rng(3);
  const std::uint64_t n = (1ULL << 63) + 1;
  for (int i = 0; i < 1000; ++i) ASSERT_LT(rng.below(n), n);
  for (int i = 0; i < 100; ++i) ASSERT_LT(rng.below(UINT64_MAX), UINT64_MAX);
}

TEST(Rng, ChanceAtTheEnds) {
  Rng rng(4);
  for (int i = 0; i < 1000; ++i) {
    ASSERT_FALSE(rng.chance(0));
    ASSERT_TRUE(rng.chance(1));
  }
}

TEST(Rng, ShuffleReachesEveryOrderEquallyOften) {
  // 24,000 shuffles of 4: 24 orders, expected 1000 each, standard deviation 31; bound at 5 of them.
  Rng rng(5);
  std::map<std::vector<int>, int> counts;
  for (int i = 0; i < 24'000; ++i) {
    std::vector<int> values = {0, 1, 2, 3};
    rng.shuffle(values);
    ++counts[values];
  }
  EXPECT_EQ(counts.size(), 24U);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, 1000, 155);
  std::vector<int> none;
  rng.shuffle(none);
  EXPECT_TRUE(none.empty());
}

TEST(Rng, SameSeedSameNumbers) {
  Rng a(9), b(9), c(10);
  const double first = a.normal();
  EXPECT_EQ(first, b.normal());
  EXPECT_NE(first, c.normal());
  // A copy goes on as the original does, the spare normal included.
  Rng d = a;
  EXPECT_EQ(d.normal(), a.normal());
}

TEST(DeriveSeed, StaysAsItIs) {
  // Old studies are repeated with these: a change here changes every number.
  EXPECT_EQ(derive_seed(7, "split"), 14396746509009287577ULL);
  EXPECT_EQ(derive_seed(1, "segmentation/t060", 3), 17594144826422231995ULL);
}

TEST(DeriveSeed, DistinctPurposesDistinctSeeds) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t base = 0; base < 20; ++base)
    for (const char* label : {"", "a", "b", "ab", "ba", "segmentation/t000", "segmentation/t020"})
      for (std::uint64_t index = 0; index < 20; ++index) seeds.insert(derive_seed(base, label, index));
  EXPECT_EQ(seeds.size(), 20U * 7 * 20);
}

}  // namespace
}  // namespace sonosweep
