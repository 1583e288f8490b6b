#include "analysis/compare/comparisons.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/compare/comparison_table.h"
#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_markdown.h"
#include "analysis/tables/clinical_task.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(ComparedThresholds, ElevenOfThePapersSeven) {
  EXPECT_EQ(compared_thresholds({0, 20, 40, 50, 60, 80, 100}).size(), 11U);
  EXPECT_THAT(compared_thresholds({0, 50, 60}), ElementsAre(Pair(50, 0), Pair(60, 0), Pair(60, 50)));
  EXPECT_THAT(compared_thresholds({40, 50}), ElementsAre(Pair(40, 50)));
  EXPECT_TRUE(compared_thresholds({20, 60}).empty());
}

// 2/2^n times the comparisons, at most 0.05: 12 * 2/512 = 0.047, 13 * 2/512 = 0.051; 199 * 2/2^13 = 0.049.
TEST(FewestPatients, MoreComparisonsNeedMore) {
  EXPECT_EQ(fewest_patients(0), kFewestPatients);
  EXPECT_EQ(fewest_patients(1), kFewestPatients);
  EXPECT_EQ(fewest_patients(11), 9U);
  EXPECT_EQ(fewest_patients(12), 9U);
  EXPECT_EQ(fewest_patients(13), 10U);
  EXPECT_EQ(fewest_patients(199), 13U);
}

class Comparisons : public ::testing::Test {
 protected:
  const ClinicalTask& task() const { return clinical_tasks()[1]; }  // S/F ratio

  // Of each patient one video, whose prediction errs by this much.
  void write_run(const std::string& run, const std::vector<double>& errors) {
    std::vector<tasks::SfRatioPrediction> rows;
    double squares = 0;
    for (const double error : errors) {
      rows.push_back({"v", "p" + std::to_string(rows.size()), 0, "R1", 0.5, 0.5 + error});
      squares += error * error / static_cast<double>(errors.size());
    }
    const double rmse = std::sqrt(squares);
    testing::write_done(folder_, run, {{"rmse_max", rmse}, {"rmse_average", rmse}, {"rmse_median", rmse}});
    tasks::write_predictions(folder_.predictions_file(run), rows);
  }
  // 60 % is better by 0.01, 0.02, .. on fold 0 and by twice that on fold 1.
  void write_better(std::size_t patients) {
    for (const int fold : {0, 1}) {
      std::vector<double> worse(patients, 1), better;
      for (std::size_t i = 0; i < patients; ++i)
        better.push_back(1 - 0.01 * (fold + 1) * static_cast<double>(i + 1));
      write_run("sf_ratio/t000/fold" + std::to_string(fold), worse);
      write_run("sf_ratio/t060/fold" + std::to_string(fold), better);
    }
  }
  std::vector<ComparisonFamily> families() const {
    const auto results = read_study_results(folder_);
    return compare_thresholds(results, task(), read_task_scores(results, task()));
  }
  Table table() const {
    const auto results = read_study_results(folder_);
    return comparison_table(results, task(), read_task_scores(results, task()));
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_ = testing::clinical_study();
};

// Differences over the two folds -0.015, -0.030, .. -0.15: mean -0.0825; all of one sign, p = 2 / 2^10, one
// comparison a metric.
TEST_F(Comparisons, ClearDifferenceOnTenPatients) {
  testing::write_study(folder_, study_);
  write_better(10);
  const auto found = families();
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[1].metric.name, "rmse_average");
  EXPECT_TRUE(found[1].is_primary);
  EXPECT_FALSE(found[0].is_primary);
  ASSERT_EQ(found[1].comparisons.size(), 1U);
  const auto& comparison = found[1].comparisons[0];
  EXPECT_EQ(comparison.runs, 2U);
  EXPECT_EQ(comparison.test.n, 10U);  // patients, not patients times folds
  EXPECT_NEAR(comparison.effect.mean, -0.0825, 1e-12);
  EXPECT_NEAR(comparison.test.p, 2.0 / 1024, 1e-12);
  EXPECT_NEAR(comparison.p_holm, 2.0 / 1024, 1e-12);
  EXPECT_LT(comparison.effect.interval.high, 0);
  EXPECT_EQ(comparison.folds.k, 2U);
  EXPECT_TRUE(comparison.is_significant());
  const auto text = render_markdown(table());
  EXPECT_THAT(
      text,
      HasSubstr("On 10 test patients a difference in RMSE-Average, the primary metric, is shown in 1 of 1 "
                "comparisons"));
  EXPECT_THAT(text, HasSubstr("better \\*"));
  EXPECT_THAT(text, HasSubstr("p over folds (conditional)"));
  EXPECT_THAT(text, Not(HasSubstr("descriptive")));
  EXPECT_THAT(render_csv(table()),
              HasSubstr("metric,threshold,against,patients,runs,difference,low,high,cohen_dz,p,p_holm,"
                        "verdict,p_folds_conditional\nrmse_max,60,0,10,2,"));
}

TEST_F(Comparisons, EightPatientsGetNoStars) {
  testing::write_study(folder_, study_);
  write_better(8);
  const auto text = render_markdown(table());
  EXPECT_THAT(text, HasSubstr("With 8 test patients no difference can be shown for other patients."));
  EXPECT_THAT(text, AllOf(HasSubstr("too few patients"), HasSubstr("descriptive")));
  EXPECT_THAT(text, Not(HasSubstr("better \\*")));
}

TEST_F(Comparisons, EqualDifferencesAreNotTestable) {
  testing::write_study(folder_, study_);
  for (const char* fold : {"0", "1"}) {
    write_run(std::string("sf_ratio/t000/fold") + fold, std::vector<double>(12, 0.5));
    write_run(std::string("sf_ratio/t060/fold") + fold, std::vector<double>(12, 0.25));
  }
  const auto text = render_markdown(table());
  EXPECT_THAT(text, HasSubstr("not testable"));
  EXPECT_THAT(
      text, HasSubstr("no difference in RMSE-Average, the primary metric, is shown in any of 1 comparisons"));
  EXPECT_TRUE(std::isnan(families()[0].comparisons[0].p_holm));
}

// A fold that one threshold lacks is left out of the difference, not taken from other runs.
TEST_F(Comparisons, OnlyFoldsThatBothHave) {
  testing::write_study(folder_, study_);
  write_better(10);
  std::filesystem::remove(folder_.result_file("sf_ratio/t060/fold1"));
  const auto comparison = families()[0].comparisons[0];
  EXPECT_EQ(comparison.runs, 1U);
  EXPECT_NEAR(comparison.effect.mean, -0.055, 1e-12);
  EXPECT_FALSE(comparison.folds.testable);
  EXPECT_THAT(render_csv(table()), HasSubstr("\nrmse_max,60,0,10,1,"));
  EXPECT_THAT(table().footnotes, Contains("3 of 4 runs are done. Without a result: sf_ratio/t060/fold1."));
}

// What has no scores was not compared: it is not among those that show no difference.
TEST_F(Comparisons, OnlyComparisonsWithScoresAreCounted) {
  study_.thresholds = {0, 50, 60};
  testing::write_study(folder_, study_);
  write_better(10);
  EXPECT_NEAR(families()[1].comparisons[1].p_holm, 3 * 2.0 / 1024, 1e-12);  // 60 against 0, of three
  EXPECT_THAT(table().caption, AllOf(HasSubstr("is shown in 1 of 1 comparisons (*)"),
                                     HasSubstr("2 more have no scores yet.")));
}

// 13 comparisons (0, 50 and six more): nine patients of one sign have p = 2/512, which is not enough.
TEST_F(Comparisons, ManyComparisonsNeedMorePatients) {
  study_.thresholds = {0, 10, 20, 30, 40, 50, 60, 70};
  testing::write_study(folder_, study_);
  write_better(9);
  EXPECT_FALSE(families()[1].comparisons[5].enough_patients());
  EXPECT_THAT(table().caption, HasSubstr("With 9 test patients no difference can be shown"));
}

// Recall has a score of the readmitted patients only; n is that of the primary metric.
TEST_F(Comparisons, PatientsOfThePrimaryMetric) {
  const auto& readmission = clinical_tasks()[2];
  const auto table_by = [&](const char* primary) {
    const sonosweep::testing::TempDir dir;
    const sweep::StudyFolder folder(dir.path());
    study_.readmission.primary_metric = primary;
    testing::write_study(folder, study_);
    for (const char* row : {"t000", "t060"}) {
      const auto run = std::string("readmission/") + row + "/fold0";
      std::vector<tasks::ReadmissionPrediction> rows;
      for (int i = 0; i < 12; ++i)
        rows.push_back(
            {"p" + std::to_string(i), "R1", i < 4 ? 1 : 0, 0.0, row[1] == '0' && i % 3 == 0 ? 1.0 : -1.0});
      testing::write_done(folder, run, {});
      tasks::write_predictions(folder.predictions_file(run), rows);
    }
    const auto results = read_study_results(folder);
    return comparison_table(results, readmission, read_task_scores(results, readmission));
  };
  EXPECT_THAT(table_by("recall").caption, HasSubstr("With 4 test patients no difference can be shown"));
  const auto by_accuracy = table_by("accuracy");
  EXPECT_THAT(by_accuracy.caption, HasSubstr("On 12 test patients no difference in Accuracy"));
  EXPECT_THAT(by_accuracy.footnotes, Contains(HasSubstr("rows of fewer than 10 patients are descriptive")));
}

// Thresholds are compared within one way to train the segmenters: of the other only 0 % is done, and 60 % of
// the one is not held against it.
TEST_F(Comparisons, NeverMixSegmenters) {
  study_.segmentation.weightings = {"paper", "none"};
  testing::write_study(folder_, study_);
  for (const char* fold : {"0", "1"}) {
    write_run(std::string("sf_ratio/t000/paper/fold") + fold, {1, 1, 1});
    write_run(std::string("sf_ratio/t060/paper/fold") + fold, {0.5, 0.6, 0.7});
    write_run(std::string("sf_ratio/t000/none/fold") + fold, {2, 2, 2});
  }
  const auto found = families();
  ASSERT_EQ(found.size(), 6U);  // 2 weightings x 3 metrics
  EXPECT_EQ(found[1].segmenter.weighting, "paper");
  EXPECT_NEAR(found[1].comparisons.at(0).effect.mean, -0.4, 1e-12);  // (-0.5 - 0.4 - 0.3) / 3
  EXPECT_EQ(found[4].segmenter.weighting, "none");
  EXPECT_EQ(found[4].comparisons.at(0).test.n, 0U);
  const auto csv = render_csv(table());
  EXPECT_THAT(csv, HasSubstr("weighting,metric,threshold,against,"));
  EXPECT_THAT(csv,
              AllOf(HasSubstr("\npaper,rmse_average,60,0,3,2,"), HasSubstr("\nnone,rmse_average,60,0,0,0,")));
  EXPECT_THAT(render_markdown(table()), HasSubstr("of a metric and weighting."));
}

TEST_F(Comparisons, NothingDoneYet) {
  testing::write_study(folder_, study_);
  const auto text = render_markdown(table());
  EXPECT_THAT(text, HasSubstr("No test patient has scores at two thresholds yet"));
}

TEST_F(Comparisons, NothingToCompareWith) {
  study_.thresholds = {20, 60};
  testing::write_study(folder_, study_);
  EXPECT_THAT(render_markdown(table()),
              HasSubstr("the study has neither 0 % nor 50 % beside another threshold"));
}

// Every group tests once: all patients count, and the groups are the folds of the corrected t-test.
TEST_F(Comparisons, RotatingTestSet) {
  study_.outer_test = "rotate";
  testing::write_study(folder_, study_);
  for (int group = 0; group < 3; ++group)
    for (int fold = 0; fold < 2; ++fold) {
      const auto tail = "/test" + std::to_string(group) + "/fold" + std::to_string(fold);
      for (const auto& [row, error] : {std::pair{"t000", 1.0}, std::pair{"t060", 0.9 - 0.1 * group}}) {
        std::vector<tasks::SfRatioPrediction> rows;
        for (int i = 0; i < 4; ++i)
          rows.push_back({"v", "p" + std::to_string(4 * group + i), 0, "R1", 0.5, 0.5 + error});
        const auto run = std::string("sf_ratio/") + row + tail;
        testing::write_done(folder_, run,
                            {{"rmse_max", error}, {"rmse_average", error}, {"rmse_median", error}});
        tasks::write_predictions(folder_.predictions_file(run), rows);
      }
    }
  const auto comparison = families()[0].comparisons[0];
  EXPECT_EQ(comparison.test.n, 12U);
  EXPECT_NEAR(comparison.effect.mean, -0.2, 1e-12);  // -0.1, -0.2, -0.3 of four patients each
  ASSERT_EQ(comparison.folds.k, 3U);
  // Mean -0.2, SD 0.1: t = -0.2 / (0.1 sqrt(1/3 + 1/2)) = -2.191.
  EXPECT_NEAR(comparison.folds.t, -0.2 / (0.1 * std::sqrt(1.0 / 3 + 0.5)), 1e-9);
  EXPECT_THAT(render_markdown(table()),
              AllOf(HasSubstr("p over test groups"), Not(HasSubstr("conditional")),
                    HasSubstr("as a statement about other trainings, rejects too often")));
}

class SegmentationComparisons : public ::testing::Test {
 protected:
  // Of each patient its CE (unthresholded) and IoU against truth.
  void write_run(const std::string& run, const std::vector<double>& ce, double truth_iou) {
    nlohmann::ordered_json scores;
    for (std::size_t i = 0; i < ce.size(); ++i)
      scores["p" + std::to_string(i)] = {
          {"iou", 0.5}, {"ce_unthresholded", ce[i]}, {"trimap", nullptr}, {"truth_iou", truth_iou}};
    testing::write_done(folder_, run, testing::made_up_metrics(0.1), {{"test_scores", scores}});
  }
  Table table() const {
    const auto results = read_study_results(folder_);
    const auto task = compared_segmentation(results.record().has_truth);
    return comparison_table(results, task, read_task_scores(results, task));
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_ = testing::small_study();
};

// Nine patients: 60 % is better by 0.01, 0.02, .. 0.09, mean 0.05; all of one sign, p = 2 / 2^9. The trimap
// has no pixels on any of them.
TEST_F(SegmentationComparisons, OverTestPatients) {
  testing::write_study(folder_, study_);
  std::vector<double> worse(9, 0.5), better;
  for (int i = 0; i < 9; ++i) better.push_back(0.5 - 0.01 * (i + 1));
  write_run("segmentation/t000", worse, 0.5);
  write_run("segmentation/t060", better, 0.75);
  const auto found = table();
  EXPECT_EQ(found.name, "table1_comparisons");
  EXPECT_THAT(found.caption, HasSubstr("On 9 test patients a difference in CE (unthresholded), the primary "
                                       "metric, is shown in 1 of 1 comparisons"));
  const auto csv = render_csv(found);
  EXPECT_THAT(
      csv, AllOf(HasSubstr("cohen_dz,p,p_holm,verdict\nce_unthresholded,60,0,9,1,-0.05"),
                 HasSubstr(",0.00390625,0.00390625,better\ntrimap,60,0,0,0,,"), Not(HasSubstr("truth_iou"))));
  const auto text = render_markdown(found);
  EXPECT_THAT(text, HasSubstr("minus that at the other; then its mean"));
  EXPECT_THAT(text, HasSubstr("IoU and WeightedCE have another target at every threshold"));
  EXPECT_THAT(text, Not(HasSubstr("Nadeau-Bengio")));
}

TEST_F(SegmentationComparisons, ByTheMetricThatRecommends) {
  study_.recommend_by = "truth_iou";
  study_.seeds = {1, 2};
  testing::write_study(folder_, study_, /*has_truth=*/true);
  write_run("segmentation/t000/seed1", {0.5, 0.5}, 0.5);
  write_run("segmentation/t060/seed1", {0.5, 0.5}, 0.75);
  const auto text = render_markdown(table());
  EXPECT_THAT(text, HasSubstr("With 2 test patients no difference can be shown"));
  EXPECT_THAT(text, HasSubstr("| Difference |"));  // no arrow: less CE is better, more IoU
  EXPECT_THAT(text, HasSubstr("declared in the study file: IoU against truth."));
  EXPECT_THAT(text, HasSubstr("averaged over those of 2 seeds that both have"));
  EXPECT_THAT(render_csv(table()), HasSubstr("\ntruth_iou,60,0,2,1,0.25,"));
}

TEST_F(SegmentationComparisons, WithoutScoresTheyAreNamed) {
  testing::write_study(folder_, study_);
  testing::write_done(folder_, "segmentation/t000", testing::made_up_metrics(0.1));
  testing::write_done(folder_, "segmentation/t060", testing::made_up_metrics(0.1),
                      {{"test_scores", {{"p1", 3}}}});
  const auto found = table();
  EXPECT_THAT(found.caption, HasSubstr("nothing can be compared"));
  EXPECT_THAT(found.footnotes,
              Contains(AllOf(
                  HasSubstr("Without scores (2): segmentation/t000: no test_scores in result.json"),
                  HasSubstr("segmentation/t060: test_scores in result.json is damaged (p1 is no object)"))));
}

}  // namespace
}  // namespace sonosweep::analysis
