#include "train/even_batches.h"

#include <gtest/gtest.h>

namespace sonosweep::train {
namespace {

using Batches = std::vector<std::vector<int>>;

TEST(EvenBatches, as_few_as_possible_and_of_nearly_equal_size) {
  EXPECT_EQ(even_batches(std::vector<int>{1, 2, 3, 4, 5}, 4), (Batches{{1, 2}, {3, 4, 5}}));
  EXPECT_EQ(even_batches(std::vector<int>{1, 2, 3, 4}, 4), (Batches{{1, 2, 3, 4}}));
  EXPECT_EQ(even_batches(std::vector<int>{1}, 4), (Batches{{1}}));
  EXPECT_TRUE(even_batches(std::vector<int>{}, 4).empty());
}

TEST(EvenBatches, everything_once_in_order) {
  for (int n = 1; n < 40; ++n)
    for (int batch = 1; batch < 12; ++batch) {
      std::vector<int> items;
      for (int i = 0; i < n; ++i) items.push_back(i);
      const auto batches = even_batches(items, batch);
      EXPECT_EQ(static_cast<int>(batches.size()), (n + batch - 1) / batch);
      std::vector<int> joined;
      std::size_t least = items.size(), most = 0;
      for (const auto& one : batches) {
        joined.insert(joined.end(), one.begin(), one.end());
        least = std::min(least, one.size());
        most = std::max(most, one.size());
      }
      EXPECT_EQ(joined, items);
      EXPECT_LE(most, static_cast<std::size_t>(batch));
      EXPECT_LE(most - least, 1U);
    }
}

}  // namespace
}  // namespace sonosweep::train
