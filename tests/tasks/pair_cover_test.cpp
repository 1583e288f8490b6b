#include "tasks/pair_cover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <stdexcept>
#include <utility>

namespace sonosweep::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::size_t> first_items(std::size_t n) {
  std::vector<std::size_t> items(n);
  std::iota(items.begin(), items.end(), 0);
  return items;
}

std::size_t total(const std::vector<std::vector<std::size_t>>& batches) {
  std::size_t sum = 0;
  for (const auto& batch : batches) sum += batch.size();
  return sum;
}

TEST(PairCover, EveryTwoItemsMeetWhateverTheSizes) {
  for (const std::size_t k : {2, 3, 4, 5, 7, 8, 16, 32})
    for (std::size_t n = 0; n <= 130; n += n < 40 ? 1 : 15) {
      const auto batches = pair_cover(first_items(n), k);
      std::vector<bool> met(n * n);
      for (const auto& batch : batches) {
        ASSERT_LE(batch.size(), k) << n;
        ASSERT_EQ(std::set<std::size_t>(batch.begin(), batch.end()).size(), batch.size()) << n << " in " << k;
        for (const auto a : batch)
          for (const auto b : batch) met.at(a * n + b) = true;
      }
      for (std::size_t a = 0; a < n; ++a)
        for (std::size_t b = 0; b < n; ++b) ASSERT_TRUE(a == b || met[a * n + b]) << n << " in " << k;
    }
}

TEST(PairCover, FewItems) {
  EXPECT_THAT(pair_cover({}, 2), IsEmpty());
  EXPECT_THAT(pair_cover({5}, 2), IsEmpty());
  EXPECT_THAT(pair_cover({5, 9}, 2), ElementsAre(ElementsAre(5, 9)));
  EXPECT_THAT(pair_cover({5, 9, 2, 4}, 4), ElementsAre(ElementsAre(5, 9, 2, 4)));
  EXPECT_THROW(pair_cover({5, 9}, 1), std::invalid_argument);
}

TEST(PairCover, ThreeParts) {
  // 6 > 4, but three parts of 2 fit two at a time: 3 batches instead of the 6 of a plane of order 2.
  EXPECT_THAT(pair_cover(first_items(6), 4),
              ElementsAre(ElementsAre(0, 3, 1, 4), ElementsAre(1, 4, 2, 5), ElementsAre(2, 5, 0, 3)));
}

TEST(PairCover, TwoAtATimeIsEachPairOnce) {
  for (const std::size_t n : {3, 4, 7, 20, 41}) {
    std::set<std::vector<std::size_t>> pairs;
    for (auto batch : pair_cover(first_items(n), 2)) {
      if (batch.size() < 2) continue;  // a cell that met an empty one
      std::sort(batch.begin(), batch.end());
      EXPECT_TRUE(pairs.insert(batch).second) << n;
    }
    EXPECT_EQ(pairs.size(), n * (n - 1) / 2);
  }
}

TEST(PairCover, ThePlaneOfOrderThree) {
  // 12 items, batches of 4: q = 3 with 4 columns of 3 single cells; 9 lines of 4 and 4 columns of 3.
  const auto batches = pair_cover(first_items(12), 4);
  ASSERT_EQ(batches.size(), 13U);
  EXPECT_EQ(total(batches), 9U * 4 + 4U * 3);
  // Each of the 66 pairs exactly once: 9 * 6 + 4 * 3.
  std::multiset<std::pair<std::size_t, std::size_t>> pairs;
  for (const auto& batch : batches)
    for (std::size_t i = 0; i < batch.size(); ++i)
      for (std::size_t j = i + 1; j < batch.size(); ++j) pairs.insert(std::minmax(batch[i], batch[j]));
  EXPECT_EQ(pairs.size(), 66U);
  EXPECT_EQ(std::set(pairs.begin(), pairs.end()).size(), 66U);
}

TEST(PairCover, TheSizeOfThePaper) {
  // 112 items, batches of 16: 8 columns of 7 cells of 2 items. 49 batches of 8 * 2 = 16, 8 columns of 7 * 2
  // = 14.
  const auto batches = pair_cover(first_items(112), 16);
  EXPECT_EQ(batches.size(), 49U + 8);
  EXPECT_EQ(total(batches), 49U * 16 + 8 * 14);
}

TEST(PairCover, NeverMuchMoreThanTheLeastThereCanBe) {
  // Each item needs ceil((n - 1) / (k - 1)) batches at least.
  for (const std::size_t k : {4, 8, 12, 16, 32})
    for (std::size_t n = k + 1; n < 200; n += 7)
      EXPECT_LE(total(pair_cover(first_items(n), k)), 1.6 * static_cast<double>(n * ((n - 2) / (k - 1) + 1)))
          << n << " in " << k;
  // And close to it where there are many.
  EXPECT_LE(total(pair_cover(first_items(1500), 8)), 1.1 * 1500 * 1499 / 7);
}

}  // namespace
}  // namespace sonosweep::tasks
