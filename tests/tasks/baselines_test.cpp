#include "tasks/baselines.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tasks/made_up_videos.h"

namespace sonosweep::tasks {
namespace {

using testing::made_up_video;

std::vector<VideoPair> pairs(int decrease, int same, int increase) {
  std::vector<VideoPair> out;
  for (int i = 0; i < decrease; ++i) out.push_back({0, 1, SfChange::kDecrease});
  for (int i = 0; i < same; ++i) out.push_back({0, 1, SfChange::kSame});
  for (int i = 0; i < increase; ++i) out.push_back({0, 1, SfChange::kIncrease});
  return out;
}

// Pairs of one day alone, for what is about all pairs.
Metrics baseline(const std::vector<VideoPair>& train, const std::vector<VideoPair>& test) {
  const std::vector<TaskVideo> videos = {made_up_video("a", "p", 1, "R1"), made_up_video("b", "p", 1, "L1")};
  return sf_change_baseline({videos, train}, {videos, test});
}

void expect_all_nan(const Metrics& metrics, std::size_t count) {
  EXPECT_EQ(metrics.size(), count);
  for (const auto& [name, value] : metrics) EXPECT_TRUE(std::isnan(value)) << name;
}

TEST(SfChangeBaseline, TheMostFrequentClassOfTraining) {
  // Always "same": 3 of 6 right of 3; with decrease merged in, 3 + 1 of 6.
  auto metrics = baseline(pairs(1, 5, 2), pairs(1, 3, 2));
  EXPECT_DOUBLE_EQ(metrics.at("accuracy3"), 3.0 / 6);
  EXPECT_DOUBLE_EQ(metrics.at("accuracy2"), 4.0 / 6);
  // Always "increase", though it is rare in the test.
  metrics = baseline(pairs(1, 2, 3), pairs(1, 3, 2));
  EXPECT_DOUBLE_EQ(metrics.at("accuracy3"), 2.0 / 6);
  EXPECT_DOUBLE_EQ(metrics.at("accuracy2"), 2.0 / 6);
}

TEST(SfChangeBaseline, TiesTakeTheFirst) {
  EXPECT_EQ(baseline(pairs(2, 2, 2), pairs(1, 0, 0)).at("accuracy3"), 1);
  EXPECT_EQ(baseline(pairs(1, 2, 2), pairs(0, 1, 0)).at("accuracy3"), 1);
}

// Among all training pairs `same` is the most frequent class, among those of two days `increase`.
TEST(SfChangeBaseline, PairsOfTwoDaysHaveTheirOwnMajority) {
  const std::vector<TaskVideo> train = {made_up_video("a", "p", 1, "R1", 0.5),
                                        made_up_video("b", "p", 1, "L1", 0.5),
                                        made_up_video("c", "p", 2, "R1", 0.6)};
  const std::vector<TaskVideo> test = {
      made_up_video("d", "q", 1, "R1", 0.5), made_up_video("e", "q", 1, "L1", 0.5),
      made_up_video("f", "q", 2, "R1", 0.5), made_up_video("g", "q", 3, "R1", 0.7)};
  const VideoPair one_day{0, 1, SfChange::kSame};
  // Test pairs: d>e same (one day), d>f same (a tie), d>g increase.
  const auto metrics =
      sf_change_baseline({train, {one_day, one_day, {0, 2, SfChange::kIncrease}}},
                         {test, {one_day, {0, 2, SfChange::kSame}, {0, 3, SfChange::kIncrease}}});
  EXPECT_DOUBLE_EQ(metrics.at("accuracy3"), 2.0 / 3);  // always same
  EXPECT_DOUBLE_EQ(metrics.at("accuracy2"), 2.0 / 3);
  EXPECT_DOUBLE_EQ(metrics.at("accuracy3_days"), 1.0 / 2);  // always increase
  EXPECT_DOUBLE_EQ(metrics.at("accuracy2_days"), 1.0 / 2);
}

TEST(SfChangeBaseline, NoPairOfTwoDaysToLearnFrom) {
  const auto metrics = baseline(pairs(0, 2, 0), pairs(0, 3, 0));
  EXPECT_EQ(metrics.at("accuracy3"), 1);
  EXPECT_TRUE(std::isnan(metrics.at("accuracy3_days")));
  EXPECT_TRUE(std::isnan(metrics.at("accuracy2_days")));
}

TEST(SfRatioBaseline, MeanOverTheTrainingVideos) {
  // (0.5 + 0.5 + 0.8) / 3 = 0.6 for p1 and p2: errors 0.6 - 0.4 = 0.2 and 0.6 - 1 = -0.4, however many
  // videos; sqrt((0.04 + 0.16) / 2)
  const auto metrics =
      sf_ratio_baseline({made_up_video("a", "q", 1, "R1", 0.5), made_up_video("b", "q", 1, "R2", 0.5),
                         made_up_video("c", "q", 2, "R1", 0.8)},
                        {made_up_video("d", "p1", 1, "R1", 0.4), made_up_video("e", "p1", 1, "R2", 0.4),
                         made_up_video("f", "p2", 1, "R1", 1.0)});
  EXPECT_EQ(metrics.size(), 3U);
  for (const auto& [name, value] : metrics) EXPECT_NEAR(value, std::sqrt(0.1), 1e-15) << name;
}

std::vector<ReadmissionView> views(const std::vector<std::pair<std::string, int>>& patients) {
  std::vector<ReadmissionView> out;
  for (const auto& [patient, label] : patients) out.push_back({patient, "R1", label, {}, {}});
  return out;
}

TEST(ReadmissionBaseline, TheMoreFrequentOutcomeOfPatientsNotViews) {
  // 3 views of one readmitted patient, 2 patients who were not: "no". Test: 1 yes, 2 no.
  auto metrics = readmission_baseline(views({{"a", 1}, {"a", 1}, {"a", 1}, {"b", 0}, {"c", 0}}),
                                      views({{"x", 1}, {"y", 0}, {"z", 0}}));
  EXPECT_DOUBLE_EQ(metrics.at("accuracy"), 2.0 / 3);
  EXPECT_EQ(metrics.at("recall"), 0);
  EXPECT_EQ(metrics.at("precision"), 0);
  // 2 of 3 patients readmitted: "yes".
  metrics =
      readmission_baseline(views({{"a", 1}, {"b", 1}, {"c", 0}}), views({{"x", 1}, {"y", 0}, {"z", 0}}));
  EXPECT_DOUBLE_EQ(metrics.at("accuracy"), 1.0 / 3);
  EXPECT_EQ(metrics.at("recall"), 1);
  EXPECT_DOUBLE_EQ(metrics.at("precision"), 1.0 / 3);
}

TEST(ReadmissionBaseline, TieIsNo) {
  EXPECT_EQ(readmission_baseline(views({{"a", 1}, {"b", 0}}), views({{"x", 0}})).at("accuracy"), 1);
}

TEST(Baselines, NothingToLearnFromOrToTest) {
  expect_all_nan(baseline({}, pairs(1, 1, 1)), 4);
  expect_all_nan(baseline(pairs(1, 1, 1), {}), 4);
  expect_all_nan(sf_ratio_baseline({}, {made_up_video("a", "p", 1, "R1", 0.5)}), 3);
  expect_all_nan(sf_ratio_baseline({made_up_video("a", "p", 1, "R1", 0.5)}, {}), 3);
  expect_all_nan(readmission_baseline({}, views({{"x", 1}})), 3);
  expect_all_nan(readmission_baseline(views({{"x", 1}}), {}), 3);
}

}  // namespace
}  // namespace sonosweep::tasks
