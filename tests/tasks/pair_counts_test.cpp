#include "tasks/pair_counts.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tasks/made_up_videos.h"

namespace sonosweep::tasks {
namespace {

using testing::made_up_video;

// p has two videos on day 1, one each on days 2 (the same ratio) and 3; q one of p's ratio.
std::vector<TaskVideo> videos() {
  return {made_up_video("a", "p", 1, "R1", 0.5), made_up_video("b", "p", 1, "L1", 0.5),
          made_up_video("c", "p", 2, "R1", 0.5), made_up_video("d", "p", 3, "R1", 0.75),
          made_up_video("e", "q", 1, "R1", 0.5)};
}

TEST(PairCounts, TiesAreNotPairsOfOneDay) {
  // Of p: a-b one day; a-c, b-c ties; a-d, b-d, c-d increase.
  const auto own = count_pairs(videos(), evaluation_pairs(videos(), false));
  EXPECT_EQ(own.classes, (std::array<std::size_t, 3>{0, 3, 3}));
  EXPECT_EQ(own.one_day, 1U);
  EXPECT_EQ(own.ties, 2U);
  EXPECT_EQ(own.across_days(), 5U);
  EXPECT_DOUBLE_EQ(own.share(SfChange::kSame), 0.5);
  // With e: three more ties (day 1 of another patient is another day), d-e falls.
  const auto all = count_pairs(videos(), training_pairs(videos()));
  EXPECT_EQ(all.classes, (std::array<std::size_t, 3>{1, 6, 3}));
  EXPECT_EQ(all.one_day, 1U);
  EXPECT_EQ(all.ties, 5U);
  EXPECT_EQ(to_json(all).dump(), R"({"decrease":1,"same":6,"increase":3,"one_day":1,"ties":5})");
}

TEST(PairCounts, InWords) {
  EXPECT_EQ(same_shares_text(0.016, 0.3333),
            "\"same\" is 1.6 % of the training pairs and 33 % of the validation pairs");
  EXPECT_EQ(same_shares_text(1, std::nan("")), "\"same\" is 100 % of the training pairs");
  EXPECT_EQ(same_shares_text(std::nan(""), std::nan("")), "");
  const auto own = count_pairs(videos(), evaluation_pairs(videos(), false));
  EXPECT_EQ(ties_text(own, {}),
            "2 of 5 validation pairs and 0 of 0 test pairs of two days are ties (equal S/F ratios)");
  EXPECT_TRUE(std::isnan(PairCounts().share(SfChange::kSame)));
}

}  // namespace
}  // namespace sonosweep::tasks
