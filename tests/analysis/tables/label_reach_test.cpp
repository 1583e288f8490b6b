// A threshold that no label reaches, as the tables, the recommendation, comparisons and --verify show it.
#include "analysis/tables/label_reach.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/all_tables.h"
#include "analysis/compare/recommendation.h"
#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_markdown.h"
#include "analysis/verified_results.h"
#include "analysis/verify/verify_report.h"
#include "core/atomic_file.h"
#include "farm/results/run_result.h"
#include "sweep/run_details.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class LabelReach : public ::testing::Test {
 protected:
  StudyResults results() const { return read_study_results(folder_); }
  Table table(const std::string& name) const {
    for (auto& table : all_tables(results()))
      if (table.name == name) return table;
    throw std::runtime_error("no " + name);
  }
  // A segmenter whose labels are of so many patients.
  void write_segmenter(const std::string& id, double ce, int train_patients, int validation_patients) {
    const nlohmann::ordered_json labels = {{"train", {{"patients", train_patients}}},
                                           {"validation", {{"patients", validation_patients}}},
                                           {"test", {{"patients", 2}}}};
    testing::write_done(folder_, id, {{"val_ce_unthresholded", ce}, {"ce_unthresholded", ce}, {"iou", 0.5}},
                        {{sweep::kLabels, labels}});
  }
  std::vector<Recommendation> recommended() const { return recommendations(results()); }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_ = testing::small_study();
};

TEST_F(LabelReach, ARowWithoutLabelsSaysSo) {
  study_.thresholds = {0, 40, 60};
  testing::write_study(folder_, study_);
  testing::write_done(folder_, "segmentation/t000", testing::made_up_metrics(0.25));
  testing::write_done(folder_, "segmentation/t040", testing::made_up_metrics(0.5));
  testing::write_untrained(folder_, study_, 60);
  const auto table1 = table("table1_segmentation");
  EXPECT_THAT(
      render_markdown(table1),
      HasSubstr(
          "\n| >= 60 %   | no label reaches 60 % |            – |                    – |        – |\n"));
  EXPECT_THAT(render_csv(table1), HasSubstr("\n60,,,,\n"));
  EXPECT_TRUE(table1.rows[0].cells[3].best);  // 0.25 against 0.5
  EXPECT_THAT(table1.footnotes,
              Contains("Not trained, for want of labels: segmentation/t060 (no label reaches 60 % in "
                       "its training images)."));
  EXPECT_THAT(problems_of(results().runs()),
              ElementsAre("segmentation/t060: not trained: no label reaches 60 % in its training images"));
}

TEST_F(LabelReach, NothingAtAllIsLabelled) {
  testing::write_study(folder_, study_);
  testing::write_untrained(folder_, study_, 0);
  testing::write_untrained(folder_, study_, 60);
  EXPECT_THAT(render_markdown(table("table1_segmentation")),
              HasSubstr("| > 0 %     |  no pixel is labelled |"));
  EXPECT_EQ(recommended().at(0).recommended(), nullptr);
  EXPECT_THAT(table("recommendation").caption,
              AllOf(HasSubstr("No threshold can be recommended: nothing is recommended."),
                    HasSubstr("> 0 %: no pixel is labelled in its training images (segmentation/t000)")));
}

TEST_F(LabelReach, ItsTasksWereNotRun) {
  study_ = testing::clinical_study();
  testing::write_study(folder_, study_);
  testing::write_untrained(folder_, study_, 60);
  testing::write_others_done(folder_, study_,
                             {{"accuracy3", 0.5}, {"accuracy2", 0.5}, {"baseline_accuracy3", 0.25}});
  const auto read = results();
  // Cache, three tasks on two folds.
  EXPECT_THAT(
      problems_of(read.runs()),
      ElementsAre(
          "segmentation/t060: not trained: no label reaches 60 % in its training images; 7 runs were not "
          "run for that"));
  const auto table2 = table("table2_sf_change");
  EXPECT_THAT(render_markdown(table2),
              HasSubstr("| >= 60 %        | no label reaches 60 % |                  – |    0 |"));
  EXPECT_THAT(render_csv(table2), HasSubstr("\n60,,,,,0\n"));
  EXPECT_THAT(table2.footnotes,
              Contains(HasSubstr("sf_change/t060/fold1 (no label reaches 60 % in the training images "
                                 "of segmentation/t060)")));
  EXPECT_THAT(table2.footnotes, Not(Contains(HasSubstr("Without a result"))));
  const auto comparisons = table("table2_comparisons");
  EXPECT_THAT(render_csv(comparisons), HasSubstr(",no_labels,"));
}

// One fold's segmenter of two has no label: the other fold is shown, and the row neither marked nor
// recommended.
TEST_F(LabelReach, OneFoldWithoutLabels) {
  study_ = testing::clinical_study();
  study_.thresholds = {0, 40, 60};
  study_.tasks = {"segmentation", "sf_ratio"};
  study_.segmenter_per_fold = true;
  study_.recommend_by = "rmse_average";
  testing::write_study(folder_, study_);
  const auto write = [&](const std::string& row, int fold, double rmse) {
    testing::write_done(folder_, "sf_ratio/" + row + "/fold" + std::to_string(fold),
                        {{"rmse_average", rmse}, {"val_rmse_average", rmse}});
  };
  for (int fold = 0; fold < 2; ++fold) {
    write("t000", fold, 0.25);
    write("t040", fold, 0.5);
  }
  write("t060", 0, 0.125);
  for (const char* id : {"segmentation/t060", "segmentation/t060/fold0", "cache/t060/fold0"})
    write_segmenter(id, 0.25, 5, 2);
  testing::write_untrained(folder_, study_, 60);
  testing::write_others_done(folder_, study_, {});
  const auto table3 = table("table3_sf_ratio");
  EXPECT_THAT(render_markdown(table3), HasSubstr("0.1250 (1/2)"));
  EXPECT_FALSE(table3.rows[2].cells[2].best);
  EXPECT_TRUE(table3.rows[0].cells[2].best);
  EXPECT_EQ(recommended().at(0).recommended()->threshold, 0);
  EXPECT_THAT(
      table("recommendation").caption,
      HasSubstr("Not considered, whatever its values: >= 60 %: no label reaches 60 % in its training images "
                "(segmentation/t060/fold1)."));
}

// 0.1 is the lowest, and of two patients; 0.2 has none to validate on; 0.3 does not tell, as results of
// 0.1.0.
TEST_F(LabelReach, FewLabelledPatientsAreShownAndNotRecommended) {
  study_.thresholds = {0, 50, 60, 80};
  testing::write_study(folder_, study_);
  testing::write_done(folder_, "segmentation/t000",
                      {{"val_ce_unthresholded", 0.3}, {"ce_unthresholded", 0.3}});
  write_segmenter("segmentation/t050", 0.4, 3, 1);
  write_segmenter("segmentation/t060", 0.2, 9, 0);
  write_segmenter("segmentation/t080", 0.1, 2, 1);
  EXPECT_EQ(recommended().at(0).recommended()->threshold, 0);
  const auto shown = table("recommendation");
  EXPECT_THAT(
      shown.caption,
      HasSubstr(
          "Not considered, whatever its values: >= 60 %: no label reaches 60 % in the validation images "
          "(segmentation/t060); >= 80 %: the labels are of 2 training patients (segmentation/t080)."));
  EXPECT_THAT(render_csv(shown), AllOf(HasSubstr("\n60,0.2,,1,,,excluded,"),
                                       HasSubstr("\n80,0.1,,1,,,excluded,"), HasSubstr("\n50,0.4,,1,0.1")));
  EXPECT_TRUE(table("table1_segmentation").rows[3].cells[3].best);  // descriptive
}

// Of seeds only those that recommend are asked.
TEST_F(LabelReach, OfOneSeed) {
  study_.seeds = {1, 2};
  testing::write_study(folder_, study_);
  for (const char* seed : {"/seed1", "/seed2"}) {
    write_segmenter(std::string("segmentation/t000") + seed, 0.3, 5, 2);
    write_segmenter(std::string("segmentation/t060") + seed, 0.1, seed == std::string("/seed1") ? 5 : 1, 2);
  }
  EXPECT_EQ(recommendations(results(), 1).at(0).recommended()->threshold, 60);
  EXPECT_EQ(recommendations(results(), 2).at(0).recommended()->threshold, 0);
  EXPECT_EQ(recommended().at(0).recommended()->threshold, 0);
}

// The segmenter has been trained since: what was not run for it is outdated, as anything made from another.
TEST_F(LabelReach, TrainedMeanwhile) {
  study_ = testing::clinical_study();
  study_.controls = {};
  study_.tasks = {"segmentation", "sf_ratio"};
  testing::write_study(folder_, study_);
  testing::write_done(folder_, "segmentation/t060", {{"iou", 0.5}}, {{"output", "weights"}});
  testing::write_untrained(folder_, study_, 60);
  EXPECT_THAT(problems_of(results().runs()),
              Contains(HasSubstr("cache/t060: outdated, left out: made from another segmentation/t060")));
}

TEST_F(LabelReach, VerifyFindsNothingWrongWithIt) {
  study_ = testing::clinical_study();
  testing::write_verified_results(folder_, study_);
  for (const auto& run : results().runs()) {
    if (run.spec.threshold != 60 || run.spec.input != study::VideoInput::kMasks) continue;
    const auto id = run.spec.id();
    for (const char* file : {"best.pt", "masks.h5", "history.csv", "predictions.csv"})
      std::filesystem::remove(folder_.run(id) / file);
    testing::change_result(folder_, id, [&](farm::RunResult& result) {
      sweep::set_nothing_to_learn(result, "segmentation/t060");
      result.metrics.clear();
      for (const char* key : {"output", "files"}) result.details.erase(key);
      if (result.details.contains("inputs"))
        for (auto& [need, digest] : result.details["inputs"].items()) digest = "";
    });
  }
  const auto read = results();
  const auto report = verify_report(read, verify_results(read, folder_));
  EXPECT_TRUE(report.all_is_well) << report.text;
  EXPECT_THAT(report.text, HasSubstr("22 of 22 runs have a result"));
}

}  // namespace
}  // namespace sonosweep::analysis
