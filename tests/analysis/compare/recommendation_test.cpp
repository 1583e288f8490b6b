#include "analysis/compare/recommendation.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class RecommendationOf : public ::testing::Test {
 protected:
  Table table() const { return recommendation_table(read_study_results(folder_)); }
  std::vector<Recommendation> all() const { return recommendations(read_study_results(folder_)); }
  void write_ce(const std::string& run, double validation, double test) {
    testing::write_done(folder_, run, {{"val_ce_unthresholded", validation}, {"ce_unthresholded", test}});
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_ = testing::small_study();
};

// The validation value decides, however the test value looks; one run shows no spread.
TEST_F(RecommendationOf, OneRunPerThreshold) {
  testing::write_study(folder_, study_);
  write_ce("segmentation/t000", 0.2, 0.05);
  write_ce("segmentation/t060", 0.1, 0.3);
  EXPECT_EQ(all().at(0).recommended()->threshold, 60);
  EXPECT_THAT(
      table().caption,
      AllOf(HasSubstr("Threshold by CE (unthresholded) on the validation patients"),
            HasSubstr("Recommended: >= 60 %; 0.100 on the validation patients, 0.300 on the test patients."),
            HasSubstr("the evidence does not separate the candidates"),
            HasSubstr("With 2 test patients no difference can be shown")));
  EXPECT_EQ(render_csv(table()),
            "threshold,val_ce_unthresholded,val_sd,runs,difference,p_holm,choice,ce_unthresholded\n"
            "0,0.2,,1,0.1,,not_separated,\n"
            "60,0.1,,1,,,recommended,0.3\n");
}

TEST_F(RecommendationOf, SeedsSeparate) {
  study_.thresholds = {0, 50, 60};
  study_.seeds = {1, 2, 3};
  testing::write_study(folder_, study_);
  const double noise[] = {0, 0.001, -0.001};
  for (int seed = 1; seed <= 3; ++seed) {
    const auto tail = "/seed" + std::to_string(seed);
    write_ce("segmentation/t000" + tail, 0.3 + noise[seed - 1], 0.3);
    write_ce("segmentation/t050" + tail, 0.1005 + 5 * noise[seed - 1], 0.2);
    write_ce("segmentation/t060" + tail, 0.1, 0.2);
  }
  const auto found = all().at(0);
  EXPECT_EQ(found.unit, "seed");
  EXPECT_EQ(found.recommended()->threshold, 60);
  // 0.2 of SD 0.001 over three: t = 346, far below 0.05 / 3 (three pairs of candidates); of two degrees p is
  // 1 - t / sqrt(2 + t^2). 0.0005 of SD 0.005: t = 0.17.
  const double t = 0.2 / (0.001 / std::sqrt(3));
  EXPECT_NEAR(found.candidates[0].p_holm, 3 * (1 - t / std::sqrt(2 + t * t)), 1e-8);
  EXPECT_TRUE(found.candidates[0].separated);
  EXPECT_FALSE(found.candidates[1].separated);
  EXPECT_THAT(table().caption, HasSubstr("The evidence does not separate it from >= 50 %."));
  EXPECT_THAT(table().footnotes.front(),
              AllOf(HasSubstr("paired t-test over 3 seeds"), HasSubstr("Holm over all pairs of candidates"),
                    HasSubstr("conditional on these validation patients")));
}

TEST_F(RecommendationOf, ByATaskOverFolds) {
  study_ = testing::clinical_study();
  study_.recommend_by = "accuracy2";
  testing::write_study(folder_, study_);
  for (int fold = 0; fold < 2; ++fold) {
    const auto tail = "/fold" + std::to_string(fold);
    testing::write_done(folder_, "sf_change/t000" + tail,
                        {{"val_accuracy2", 0.75 + 0.1 * fold}, {"accuracy2", 0.5}});
    testing::write_done(folder_, "sf_change/t060" + tail, {{"val_accuracy2", 0.25}, {"accuracy2", 1}});
  }
  const auto found = all().at(0);
  EXPECT_EQ(found.unit, "fold");
  EXPECT_EQ(found.recommended()->threshold, 0);  // the larger one
  // Differences -0.5, -0.6: mean -0.55, SD 0.0707; (1/2 + 1/1) 0.005 = 0.0075: t = -6.35 of one degree, p =
  // 0.099.
  EXPECT_NEAR(found.candidates[1].p_holm, 2 / M_PI * std::atan(std::sqrt(0.0075) / 0.55), 1e-9);
  EXPECT_FALSE(found.candidates[1].separated);
  EXPECT_THAT(table().caption,
              HasSubstr("0.800 ± 0.071 on the validation patients, 0.500 ± 0.000 on the test"));
  EXPECT_THAT(table().caption, HasSubstr("Mean and sample standard deviation over 2 folds."));
  EXPECT_THAT(table().footnotes.front(), AllOf(HasSubstr("Nadeau-Bengio over folds"),
                                               HasSubstr("conditional on each threshold's one segmenter")));
}

// Three groups; fold 0 of rotation 1 and of rotation 2 is group 0, and so on: each validates twice.
TEST_F(RecommendationOf, ByATaskWhereTheTestSetRotates) {
  study_ = testing::clinical_study();
  study_.outer_test = "rotate";
  study_.recommend_by = "accuracy2";
  testing::write_study(folder_, study_);
  const auto write = [&](const char* row, const char* tail, double value) {
    testing::write_done(folder_, std::string("sf_change/") + row + tail,
                        {{"val_accuracy2", value}, {"accuracy2", 0.5}});
  };
  for (const auto& [tail, value] : {std::pair{"/test1/fold0", 0.55}, std::pair{"/test2/fold0", 0.65},   // 0
                                    std::pair{"/test0/fold0", 0.75}, std::pair{"/test2/fold1", 0.65},   // 1
                                    std::pair{"/test0/fold1", 0.9}, std::pair{"/test1/fold1", 0.9}}) {  // 2
    write("t000", tail, value);
    write("t060", tail, 0.5);
  }
  const auto found = all().at(0);
  EXPECT_EQ(found.unit, "group");
  EXPECT_EQ(found.recommended()->threshold, 0);
  // Differences of the groups -0.1, -0.2, -0.4: mean -7/30, variance 7/300; one group validates, one trains,
  // so t^2 = (49/900) / ((1/3 + 1/1) 7/300) = 1.75 of two degrees: p = 1 - sqrt(1.75 / 3.75).
  EXPECT_NEAR(found.candidates[1].p_holm, 1 - std::sqrt(1.75 / 3.75), 1e-9);
  EXPECT_THAT(table().footnotes.front(),
              AllOf(HasSubstr("Nadeau-Bengio over groups, each with validation patients of its own"),
                    HasSubstr("conditional on each threshold's segmenters")));
}

// The validation patients of a segmenter are drawn anew for each group: those of two are mostly the same.
TEST_F(RecommendationOf, SegmentersAreNotTestedWhereTheTestSetRotates) {
  study_.outer_test = "rotate";
  study_.folds = 2;
  testing::write_study(folder_, study_);
  for (int group = 0; group < 3; ++group) {
    const auto tail = "/test" + std::to_string(group);
    write_ce("segmentation/t000" + tail, 0.2 + 0.001 * group, 0.1);
    write_ce("segmentation/t060" + tail, 0.1, 0.1);
  }
  const auto found = all().at(0);
  EXPECT_EQ(found.unit, "");
  EXPECT_EQ(found.recommended()->threshold, 60);
  EXPECT_TRUE(std::isnan(found.candidates[0].p_holm));
  EXPECT_FALSE(found.candidates[0].separated);
  EXPECT_THAT(table().caption, HasSubstr("there is no test: the evidence does not separate the candidates"));
  EXPECT_EQ(table().footnotes.front(), "The runs share validation patients: not tested.");
}

TEST_F(RecommendationOf, OnlyWholeRowsCompete) {
  study_.seeds = {1, 2};
  testing::write_study(folder_, study_);
  EXPECT_THAT(table().caption, HasSubstr("No threshold has all its runs yet: nothing is recommended."));
  write_ce("segmentation/t000/seed1", 0.2, 0.05);
  write_ce("segmentation/t000/seed2", 0.2, 0.05);
  write_ce("segmentation/t060/seed1", 0.1, 0.05);
  EXPECT_EQ(all().at(0).recommended()->threshold, 0);
  EXPECT_THAT(table().caption, HasSubstr("No other threshold has all its runs yet."));
  EXPECT_THAT(render_csv(table()), HasSubstr("60,0.1,,1,,,incomplete,"));
}

TEST_F(RecommendationOf, AMetricThatIsNotANumberDoesNotWin) {
  testing::write_study(folder_, study_);
  write_ce("segmentation/t000", std::nan(""), 0.05);
  write_ce("segmentation/t060", 0.3, 0.05);
  EXPECT_EQ(all().at(0).recommended()->threshold, 60);
}

// Nobody of the validation patients was readmitted, in no fold or in one: no run is missing.
TEST_F(RecommendationOf, ARecallThatIsNotDefined) {
  study_ = testing::clinical_study();
  study_.recommend_by = "recall";
  testing::write_study(folder_, study_);
  const auto write = [&](const char* row, double fold0, double fold1) {
    testing::write_done(folder_, fmt::format("readmission/{}/fold0", row),
                        {{"val_recall", fold0}, {"recall", 1}});
    testing::write_done(folder_, fmt::format("readmission/{}/fold1", row),
                        {{"val_recall", fold1}, {"recall", 1}});
  };
  const double nan = std::nan("");
  write("t000", nan, nan);
  write("t060", nan, nan);
  EXPECT_THAT(
      table().caption,
      AllOf(HasSubstr("No threshold can be recommended: nothing is recommended. Recall on the validation "
                      "patients is not defined where no validation patient was readmitted: 2 of 2 "
                      "finished runs at > 0 %, 2 of 2 finished runs at >= 60 %."),
            Not(HasSubstr("all its runs"))));
  EXPECT_THAT(render_csv(table()), HasSubstr("\n0,,,0,,,undefined,\n"));
  EXPECT_THAT(table().footnotes,
              Contains(HasSubstr("Recall by itself is largest of an answer that helps nobody")));
  write("t000", nan, 0.25);
  write("t060", nan, 0.5);
  EXPECT_EQ(all().at(0).recommended()->threshold, 60);
  EXPECT_THAT(
      table().caption,
      AllOf(HasSubstr("Recommended: >= 60 %; 0.500 on the validation patients"),
            HasSubstr("1 of 2 finished runs at > 0 %, 1 of 2 finished runs at >= 60 %. Means are over the "
                      "other runs."),
            Not(HasSubstr("all its runs"))));
  // What is missing is missing.
  std::filesystem::remove(folder_.result_file("readmission/t000/fold1"));
  EXPECT_THAT(table().caption,
              AllOf(HasSubstr("1 of 1 finished run at > 0 %, 1 of 2 finished runs at >= 60 %."),
                    HasSubstr("No other threshold has all its runs yet.")));
}

// No pixel that the annotators are sure of: Trimap is about those.
TEST_F(RecommendationOf, ASegmentersMetricThatIsNotDefined) {
  study_.recommend_by = "trimap";
  testing::write_study(folder_, study_);
  for (const char* id : {"segmentation/t000", "segmentation/t060"})
    testing::write_done(folder_, id, {{"val_trimap", std::nan("")}, {"trimap", 0.5}});
  EXPECT_THAT(
      table().caption,
      AllOf(HasSubstr("No threshold can be recommended: nothing is recommended. Trimap on the validation "
                      "patients is not defined where no pixel of the validation images has confidence 0 "
                      "or 1: 1 of 1 finished run at > 0 %, 1 of 1 finished run at >= 60 %."),
            Not(HasSubstr("all its runs"))));
}

TEST_F(RecommendationOf, WhatCannotDecide) {
  study_.recommend_by = "truth_iou";
  testing::write_study(folder_, study_);
  EXPECT_TRUE(all().empty());
  EXPECT_THAT(table().caption, HasSubstr("the true structures of this data are not known"));
}

TEST_F(RecommendationOf, ATaskThatIsNotTrained) {
  study_.recommend_by = "recall";
  testing::write_study(folder_, study_);
  EXPECT_TRUE(all().empty());
  EXPECT_THAT(table().caption, HasSubstr("readmission is not trained"));
}

TEST_F(RecommendationOf, EachLossByItself) {
  study_.losses = {"weighted_bce", "dice"};
  testing::write_study(folder_, study_);
  write_ce("segmentation/t000/weighted_bce", 0.2, 0.1);
  write_ce("segmentation/t060/weighted_bce", 0.1, 0.1);
  write_ce("segmentation/t000/dice", 0.2, 0.1);
  write_ce("segmentation/t060/dice", 0.3, 0.1);
  EXPECT_EQ(all().at(0).recommended()->threshold, 60);
  EXPECT_EQ(all().at(1).recommended()->threshold, 0);
  EXPECT_THAT(table().caption, AllOf(HasSubstr("Recommended of weighted_bce: >= 60 %"),
                                     HasSubstr("Recommended of dice: > 0 %")));
}

TEST_F(RecommendationOf, EachWeightingByItself) {
  study_.segmentation.weightings = {"paper", "fixed:0.5"};
  testing::write_study(folder_, study_);
  write_ce("segmentation/t000/paper", 0.2, 0.1);
  write_ce("segmentation/t060/paper", 0.1, 0.1);
  write_ce("segmentation/t000/fixed0.5", 0.02, 0.1);
  write_ce("segmentation/t060/fixed0.5", 0.03, 0.1);
  EXPECT_EQ(all().at(0).recommended()->threshold, 60);
  EXPECT_EQ(all().at(1).recommended()->threshold, 0);
  EXPECT_THAT(table().caption, HasSubstr("Recommended of fixed:0.5: > 0 %"));
  EXPECT_THAT(render_csv(table()), HasSubstr("\nfixed:0.5,0,0.02,"));
}

// Every metric that a study may declare is a column of some table.
TEST(RecommendingMetric, AllAreKnown) {
  study::Study study;
  for (const auto& name : study::recommending_metrics()) {
    study.recommend_by = name;
    const auto metric = recommending_metric(study);
    EXPECT_EQ(metric.name(), name);
    // The same target for every threshold; recall and precision have that too, and are best of an answer that
    // helps nobody.
    EXPECT_TRUE(metric.column.may_mark_best || name == "recall" || name == "precision") << name;
  }
}

}  // namespace
}  // namespace sonosweep::analysis
