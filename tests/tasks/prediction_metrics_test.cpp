#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tasks/predictions.h"

namespace sonosweep::tasks {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

SfChangePrediction change(SfChange label, double decrease, double same, double increase) {
  return {"a", "b", label, {decrease, same, increase}};
}

TEST(SfChangeMetrics, ByHand) {
  // label     predicted  right of 3  right of 2
  // decrease  decrease   yes         yes
  // decrease  same       no          yes: merged
  // same      decrease   no          yes
  // same      increase   no          no
  // increase  increase   yes         yes
  // increase  decrease   no          no
  const auto metrics =
      sf_change_metrics({change(SfChange::kDecrease, 2, 1, 0), change(SfChange::kDecrease, 0, 1, -1),
                         change(SfChange::kSame, 1, 0, 0), change(SfChange::kSame, -3, -2, -1),
                         change(SfChange::kIncrease, 0, 0, 1), change(SfChange::kIncrease, 3, 1, 2)});
  EXPECT_EQ(metrics.size(), 4U);
  EXPECT_DOUBLE_EQ(metrics.at("accuracy3"), 2.0 / 6);
  EXPECT_DOUBLE_EQ(metrics.at("accuracy2"), 4.0 / 6);
}

TEST(SfChangeMetrics, MergedAfterArgmaxNotBefore) {
  // Decrease and same together outweigh increase, but increase is the largest of the three.
  EXPECT_EQ(sf_change_metrics({change(SfChange::kIncrease, 1, 1, 1.1)}).at("accuracy2"), 1);
}

TEST(SfChangeMetrics, EqualLogitsTheFirstClass) {
  EXPECT_EQ(sf_change_metrics({change(SfChange::kDecrease, 1, 1, 1)}).at("accuracy3"), 1);
  EXPECT_EQ(sf_change_metrics({change(SfChange::kSame, 0, 1, 1)}).at("accuracy3"), 1);
  EXPECT_EQ(sf_change_metrics({change(SfChange::kIncrease, 0, 1, 1)}).at("accuracy2"), 0);
}

SfChangePrediction of_days(SfChangePrediction row, int first, int second) {
  row.patient = "p";
  row.day_first = first;
  row.day_second = second;
  return row;
}

TEST(SfChangeMetrics, PairsOfTwoDays) {
  // label     predicted  days  right of 3  right of 2
  // decrease  same       1, 2  no          yes: merged
  // same      same       1, 3  yes         yes: a tie
  // increase  increase   2, 1  yes         yes
  // increase  decrease   1, 2  no          no
  // same      same       1, 1  not counted
  // increase  increase   ?     not counted
  const auto metrics = sf_change_metrics(
      {of_days(change(SfChange::kDecrease, 0, 1, 0), 1, 2), of_days(change(SfChange::kSame, 0, 1, 0), 1, 3),
       of_days(change(SfChange::kIncrease, 0, 0, 1), 2, 1),
       of_days(change(SfChange::kIncrease, 1, 0, 0), 1, 2), of_days(change(SfChange::kSame, 0, 1, 0), 1, 1),
       change(SfChange::kIncrease, 0, 0, 1)});
  EXPECT_DOUBLE_EQ(metrics.at("accuracy3_days"), 2.0 / 4);
  EXPECT_DOUBLE_EQ(metrics.at("accuracy2_days"), 3.0 / 4);
  EXPECT_DOUBLE_EQ(metrics.at("accuracy3"), 4.0 / 6);
  EXPECT_DOUBLE_EQ(metrics.at("accuracy2"), 5.0 / 6);
}

TEST(SfChangeMetrics, NoPairOfTwoDays) {
  for (const auto& row :
       {of_days(change(SfChange::kSame, 0, 1, 0), 1, 1), change(SfChange::kSame, 0, 1, 0)}) {
    const auto metrics = sf_change_metrics({row});
    EXPECT_EQ(metrics.at("accuracy3"), 1);
    EXPECT_TRUE(std::isnan(metrics.at("accuracy3_days")));
    EXPECT_TRUE(std::isnan(metrics.at("accuracy2_days")));
  }
}

TEST(SfChangeMetrics, LossOfPairsOfTwoDays) {
  // exp of the logits: 1, 2, 1 and 1, 1, 6: p(increase) = 1/4, 6/8. Losses -ln(1 - 1/4), -ln(6/8).
  const double expected = -(std::log(0.75) + std::log(0.75)) / 2;
  EXPECT_NEAR(sf_change_loss_of_days({of_days(change(SfChange::kSame, 0, std::log(2.0), 0), 1, 2),
                                      of_days(change(SfChange::kIncrease, 0, 0, std::log(6.0)), 2, 1),
                                      of_days(change(SfChange::kSame, 9, 0, 0), 1, 1),
                                      change(SfChange::kIncrease, 9, 0, 0)}),
              expected, 1e-12);
  // Far logits neither overflow nor vanish.
  EXPECT_NEAR(sf_change_loss_of_days({of_days(change(SfChange::kIncrease, 2000, 0, 0), 1, 2)}), 2000, 1e-9);
  EXPECT_TRUE(std::isnan(sf_change_loss_of_days({change(SfChange::kSame, 0, 0, 0)})));
}

TEST(SfChangeMetrics, NoRows) {
  for (const auto& [name, value] : sf_change_metrics({})) EXPECT_TRUE(std::isnan(value)) << name;
}

SfRatioPrediction ratio(const std::string& patient, int day, const std::string& view, double target,
                        double value) {
  return {"v", patient, day, view, target, value};
}

TEST(SfRatioMetrics, OddAndEvenNumbersOfViewsSeveralVideosOfOne) {
  // p1 day 1, target 0.5, 3 views: R1 0.2, R2 (0.5 + 0.9) / 2 = 0.7, L1 0.3: max 0.7, average 0.4, median 0.3
  // p1 day 2, target 0.6, 2 views: 0.4, 0.6:                                 max 0.6, average 0.5, median 0.5
  // p2 day 1, target 1, 4 views: 0.1, 0.2, 0.6, 0.7:                         max 0.7, average 0.4, median 0.4
  const auto metrics = sf_ratio_metrics({ratio("p1", 1, "R1", 0.5, 0.2), ratio("p1", 1, "R2", 0.5, 0.5),
                                         ratio("p1", 1, "L1", 0.5, 0.3), ratio("p1", 1, "R2", 0.5, 0.9),
                                         ratio("p1", 2, "R1", 0.6, 0.4), ratio("p1", 2, "L3", 0.6, 0.6),
                                         ratio("p2", 1, "R1", 1, 0.7), ratio("p2", 1, "R2", 1, 0.1),
                                         ratio("p2", 1, "R3", 1, 0.6), ratio("p2", 1, "L1", 1, 0.2)});
  EXPECT_EQ(metrics.size(), 3U);
  // errors 0.2, 0, -0.3:     sqrt((0.04 + 0 + 0.09) / 3)
  EXPECT_NEAR(metrics.at("rmse_max"), std::sqrt(0.13 / 3), 1e-15);
  // errors -0.1, -0.1, -0.6: sqrt((0.01 + 0.01 + 0.36) / 3)
  EXPECT_NEAR(metrics.at("rmse_average"), std::sqrt(0.38 / 3), 1e-15);
  // errors -0.2, -0.1, -0.6: sqrt((0.04 + 0.01 + 0.36) / 3)
  EXPECT_NEAR(metrics.at("rmse_median"), std::sqrt(0.41 / 3), 1e-15);
}

TEST(SfRatioMetrics, NoRowsAndNan) {
  for (const auto& [name, value] : sf_ratio_metrics({})) EXPECT_TRUE(std::isnan(value)) << name;
  // A prediction that is not a number is not passed over.
  const auto spoilt =
      sf_ratio_metrics({ratio("p1", 1, "R1", 0.5, std::nan("")), ratio("p1", 1, "R2", 0.5, 0.5)});
  for (const auto& [name, value] : spoilt) EXPECT_TRUE(std::isnan(value)) << name;
}

ReadmissionPrediction view(const std::string& patient, const std::string& name, int label, double no,
                           double yes) {
  return {patient, name, label, no, yes};
}

TEST(ReadmissionVotes, MajorityOfAnOddNumber) {
  // Two views for yes by little, one for no by much: the votes decide, not the sums.
  const std::vector<ReadmissionPrediction> rows = {view("p1", "R1", 1, 0, 0.1), view("p1", "R2", 1, 9, 0),
                                                   view("p1", "R3", 1, 0, 0.1)};
  EXPECT_THAT(readmission_votes(rows), ElementsAre(Pair("p1", 1)));
}

TEST(ReadmissionVotes, TieDecidedBySumOfLogits) {
  // p1: 1:1, no 0.5 + 1 = 1.5 against yes 2 + 0.25 = 2.25. p2: 1:1, no 3 + 0 = 3 against yes 1 + 1 = 2.
  const std::vector<ReadmissionPrediction> rows = {view("p1", "R1", 1, 0.5, 2), view("p1", "R2", 1, 1, 0.25),
                                                   view("p2", "R1", 1, 3, 1), view("p2", "R2", 1, 0, 1)};
  EXPECT_THAT(readmission_votes(rows), ElementsAre(Pair("p1", 1), Pair("p2", 0)));
}

TEST(ReadmissionVotes, TieOfTheSumsTooIsNo) {
  // 2:2; no 1 + 0 + 1 + 0 = 2, yes 0 + 1 + 0 + 1 = 2.
  EXPECT_THAT(readmission_votes({view("p1", "R1", 1, 1, 0), view("p1", "R2", 1, 0, 1),
                                 view("p1", "L1", 1, 1, 0), view("p1", "L2", 1, 0, 1)}),
              ElementsAre(Pair("p1", 0)));
}

TEST(ReadmissionVotes, EqualLogitsVoteNo) {
  // p1: both views no. p2: one no (equal), one yes: a tie, and yes has the larger sum, 1 + 2 against 1 + 1.
  EXPECT_THAT(readmission_votes({view("p1", "R1", 1, 1, 1), view("p1", "R2", 1, 0, 0),
                                 view("p2", "R1", 1, 1, 1), view("p2", "R2", 1, 1, 2)}),
              ElementsAre(Pair("p1", 0), Pair("p2", 1)));
}

TEST(ReadmissionVotes, OrderOfTheRowsDoesNotMatter) {
  std::vector<ReadmissionPrediction> rows = {view("p1", "R1", 1, 0.5, 2), view("p2", "R1", 0, 3, 1),
                                             view("p1", "R2", 1, 1, 0.25), view("p2", "R2", 0, 0, 1)};
  const auto votes = readmission_votes(rows);
  std::reverse(rows.begin(), rows.end());
  EXPECT_EQ(readmission_votes(rows), votes);
}

// One view a patient: the label, and what it is predicted as.
std::vector<ReadmissionPrediction> patients(const std::vector<std::pair<int, int>>& labels_and_votes) {
  std::vector<ReadmissionPrediction> rows;
  for (const auto& [label, vote] : labels_and_votes)
    rows.push_back(view("p" + std::to_string(rows.size()), "R1", label, 0, vote == 1 ? 1 : -1));
  return rows;
}

TEST(ReadmissionMetrics, ByHand) {
  // 2 found, 1 missed, 1 wrongly called, 1 rightly not: accuracy 3/5, recall 2/3, precision 2/3
  auto metrics = readmission_metrics(patients({{1, 1}, {1, 1}, {1, 0}, {0, 1}, {0, 0}}));
  EXPECT_EQ(metrics.size(), 3U);
  EXPECT_DOUBLE_EQ(metrics.at("accuracy"), 3.0 / 5);
  EXPECT_DOUBLE_EQ(metrics.at("recall"), 2.0 / 3);
  EXPECT_DOUBLE_EQ(metrics.at("precision"), 2.0 / 3);
  // 1 found, 1 missed, 3 wrongly called: accuracy 1/5, recall 1/2, precision 1/4
  metrics = readmission_metrics(patients({{1, 1}, {1, 0}, {0, 1}, {0, 1}, {0, 1}}));
  EXPECT_DOUBLE_EQ(metrics.at("accuracy"), 1.0 / 5);
  EXPECT_DOUBLE_EQ(metrics.at("recall"), 1.0 / 2);
  EXPECT_DOUBLE_EQ(metrics.at("precision"), 1.0 / 4);
}

TEST(ReadmissionMetrics, CountPatientsNotViews) {
  // p1 (yes) with 3 views, two of them right; p2 (no) with one view, wrong: 1 of 2 patients, 2 of 4 views.
  const auto metrics = readmission_metrics({view("p1", "R1", 1, 0, 1), view("p1", "R2", 1, 0, 1),
                                            view("p1", "R3", 1, 1, 0), view("p2", "R1", 0, 0, 1)});
  EXPECT_DOUBLE_EQ(metrics.at("accuracy"), 0.5);
  EXPECT_DOUBLE_EQ(metrics.at("recall"), 1);
  EXPECT_DOUBLE_EQ(metrics.at("precision"), 0.5);
}

TEST(ReadmissionMetrics, OneClassOnly) {
  const auto nobody = readmission_metrics(patients({{0, 0}, {0, 1}}));
  EXPECT_DOUBLE_EQ(nobody.at("accuracy"), 0.5);
  EXPECT_TRUE(std::isnan(nobody.at("recall")));  // no patient is positive
  EXPECT_EQ(nobody.at("precision"), 0);          // 0 of 1
  const auto nothing_found = readmission_metrics(patients({{1, 0}, {0, 0}}));
  EXPECT_EQ(nothing_found.at("recall"), 0);
  EXPECT_EQ(nothing_found.at("precision"), 0);  // 0 of 0
}

TEST(ReadmissionMetrics, NoRows) {
  EXPECT_EQ(readmission_metrics({}).size(), 3U);
  for (const auto& [name, value] : readmission_metrics({})) EXPECT_TRUE(std::isnan(value)) << name;
}

}  // namespace
}  // namespace sonosweep::tasks
