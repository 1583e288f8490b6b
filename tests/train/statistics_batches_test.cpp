#include "train/statistics_batches.h"

#include <gmock/gmock.h>

#include <set>

namespace sonosweep::train {
namespace {

using ::testing::ElementsAre;

std::vector<std::size_t> sizes(const std::vector<std::vector<std::size_t>>& batches) {
  std::vector<std::size_t> out;
  for (const auto& batch : batches) out.push_back(batch.size());
  return out;
}

TEST(StatisticsBatches, are_shuffled_rows_each_once) {
  const auto batches = statistics_batches(10, 256, 4, Rng(1));
  EXPECT_THAT(sizes(batches), ElementsAre(3, 3, 4));
  std::vector<std::size_t> rows;
  for (const auto& batch : batches) rows.insert(rows.end(), batch.begin(), batch.end());
  EXPECT_EQ(std::set<std::size_t>(rows.begin(), rows.end()).size(), 10U);
  EXPECT_FALSE(std::is_sorted(rows.begin(), rows.end()));
  EXPECT_EQ(statistics_batches(10, 256, 4, Rng(1)), batches);
  EXPECT_NE(statistics_batches(10, 256, 4, Rng(2)), batches);
}

TEST(StatisticsBatches, no_more_than_asked_for) {
  const auto batches = statistics_batches(100, 8, 4, Rng(1));
  EXPECT_THAT(sizes(batches), ElementsAre(4, 4));
  std::size_t high = 0;  // of all rows, not of the first ones
  for (const auto& batch : batches)
    for (const auto row : batch) high += row >= 8 ? 1 : 0;
  EXPECT_GT(high, 0U);
  EXPECT_EQ(count_samples(batches), 8U);
}

TEST(StatisticsBatches, one_alone_is_dropped_beside_more) {
  EXPECT_THAT(sizes(statistics_batches(3, 256, 2, Rng(1))), ElementsAre(2));
  EXPECT_THAT(sizes(statistics_batches(1, 256, 2, Rng(1))), ElementsAre(1));
  EXPECT_THAT(sizes(statistics_batches(3, 256, 1, Rng(1))), ElementsAre(1, 1, 1));
  EXPECT_TRUE(statistics_batches(0, 256, 2, Rng(1)).empty());
}

}  // namespace
}  // namespace sonosweep::train
