#include "analysis/read/study_results.h"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/made_up_results.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using study::RunKind;
using study::VideoInput;

RunGroup segmenter(int threshold) {
  return {RunKind::kSegmentation, VideoInput::kMasks, threshold, {}, false};
}

class StudyResultsTest : public ::testing::Test {
 protected:
  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
};

TEST_F(StudyResultsTest, ReadsWhatIsDone) {
  testing::write_study(folder_, testing::small_study());
  testing::write_done(folder_, "segmentation/t000", {{"iou", 0.5}});
  testing::write_done(folder_, "segmentation/t060", {{"iou", 0.25}});
  const auto results = read_study_results(folder_);
  const auto iou = [&](int threshold) {
    return summarize_metric(results.runs_of(segmenter(threshold)), "iou", Undefined::kMissing);
  };
  EXPECT_EQ(iou(60).mean, 0.25);
  EXPECT_EQ(iou(0).mean, 0.5);
  EXPECT_EQ(iou(50).total, 0U);
  EXPECT_EQ(results.record().data_name, "phantom");
  EXPECT_EQ(summarize_metric(results.runs_of(segmenter(0)), "no such metric", Undefined::kNoPart).n, 0U);
}

TEST_F(StudyResultsTest, SeedsBehindOneRow) {
  auto study = testing::small_study();
  study.seeds = {1, 2, 3};
  testing::write_study(folder_, study);
  testing::write_done(folder_, "segmentation/t060/seed1", {{"iou", 0.25}});
  testing::write_done(folder_, "segmentation/t060/seed3", {{"iou", 0.75}});
  const auto results = read_study_results(folder_);
  const auto runs = results.runs_of(segmenter(60));
  const auto summary = summarize_metric(runs, "iou", Undefined::kMissing);
  EXPECT_EQ(summary.n, 2U);
  EXPECT_EQ(summary.total, 3U);
  EXPECT_EQ(summary.mean, 0.5);
  EXPECT_EQ(count_done(runs), 2U);
}

// Two thresholds and a control on two folds, each a row of its own; fold segmenters apart from the one of
// all.
TEST_F(StudyResultsTest, RowsOfAClinicalStudy) {
  auto study = testing::clinical_study();
  study.segmenter_per_fold = true;
  testing::write_study(folder_, study);
  const auto results = read_study_results(folder_);
  const RunGroup masks{RunKind::kSfChange, VideoInput::kMasks, 60, {}, false};
  ASSERT_EQ(results.runs_of(masks).size(), 2U);
  EXPECT_EQ(results.runs_of(masks)[1]->spec.id(), "sf_change/t060/fold1");
  const auto control = results.runs_of(RunGroup::control(RunKind::kSfChange, VideoInput::kGrayscale));
  ASSERT_EQ(control.size(), 2U);
  EXPECT_EQ(control[0]->spec.id(), "sf_change/grayscale/fold0");
  EXPECT_TRUE(results.runs_of(RunGroup::control(RunKind::kSfChange, VideoInput::kTruth)).empty());
  EXPECT_EQ(results.runs_of(segmenter(60)).size(), 1U);
  auto of_folds = segmenter(60);
  of_folds.fold_segmenters = true;
  EXPECT_EQ(results.runs_of(of_folds).size(), 2U);
  EXPECT_EQ(results.runs_of(RunKind::kReadmission).size(), 6U);  // (2 thresholds + 1 control) x 2 folds
}

TEST_F(StudyResultsTest, WhatIsNotDefined) {
  auto study = testing::small_study();
  study.seeds = {1, 2, 3};
  testing::write_study(folder_, study);
  testing::write_done(folder_, "segmentation/t060/seed1", {{"recall", 0.25}});
  testing::write_done(folder_, "segmentation/t060/seed2", {{"recall", std::nan("")}});
  const auto results = read_study_results(folder_);
  const auto runs = results.runs_of(segmenter(60));
  EXPECT_EQ(summarize_metric(runs, "recall", Undefined::kMissing).total, 3U);
  const auto summary = summarize_metric(runs, "recall", Undefined::kNoPart);
  EXPECT_EQ(summary.total, 2U);  // seed1, and seed3, which is missing
  EXPECT_EQ(summary.n, 1U);
}

TEST_F(StudyResultsTest, FolderWithoutAStudy) {
  EXPECT_THROW(read_study_results(folder_), UsageError);
  EXPECT_THROW(read_study_results(sweep::StudyFolder(dir_ / "nowhere")), UsageError);
  write_file_atomically(dir_ / "study.json", "{\"study\": ");
  EXPECT_THROW(read_study_results(folder_), DataError);
}

}  // namespace
}  // namespace sonosweep::analysis
