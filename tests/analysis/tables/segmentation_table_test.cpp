#include "analysis/tables/segmentation_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_latex.h"
#include "analysis/render/render_markdown.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SegmentationTable : public ::testing::Test {
 protected:
  std::vector<Table> tables() const { return segmentation_tables(read_study_results(folder_)); }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
};

TEST_F(SegmentationTable, Golden) {
  testing::write_study(folder_, testing::small_study());
  testing::write_done(folder_, "segmentation/t000", testing::made_up_metrics(0.1));
  testing::write_done(folder_, "segmentation/t060", testing::made_up_metrics(0.05));
  const auto all = tables();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].name, "table1_segmentation");
  EXPECT_EQ(render_csv(all[0]),
            "threshold,iou,weighted_ce,ce_unthresholded,trimap\n"
            "0,0.5,0.25,0.1,0.125\n"
            "60,0.5,0.25,0.05,0.125\n");
  EXPECT_EQ(
      render_markdown(all[0]),
      "**Table 1.** Segmentation on the test images of phantom, one model per confidence threshold. Bold: "
      "best "
      "value of its column; descriptive, not selected. One run per cell, no error bar; 2 test patients. With "
      "2 test "
      "patients no difference can be shown for other patients.\n"
      "\n"
      "| Threshold | IoU ↑ | WeightedCE ↓ | CE (unthresholded) ↓ | Trimap ↓ |\n"
      "| :-------- | ----: | -----------: | -------------------: | -------: |\n"
      "| > 0 %     | 0.500 |        0.250 |                0.100 |    0.125 |\n"
      "| >= 60 %   | 0.500 |        0.250 |            **0.050** |    0.125 |\n"
      "\n"
      "- IoU and WeightedCE have another target in every row (the labels at that row's threshold; WeightedCE "
      "also another background weight): they do not compare rows and carry no best mark. CE (unthresholded) "
      "and Trimap share their target.\n");
  EXPECT_THAT(render_latex(all[0]), HasSubstr("$\\geq$ 60 \\% & 0.500 & 0.250 & \\textbf{0.050} &"));
  EXPECT_EQ(render_csv(all[1]),
            "threshold,iou_class/pleura,iou_class/a_line\n"
            "0,0.5,\n"
            "60,0.5,\n");
  EXPECT_THAT(render_csv(all[2]),
              HasSubstr("threshold,iou_micro,dice,soft_dice,ece,boundary_f1,hd95,val_iou,val_weighted_ce,"
                        "val_ce_unthresholded,val_trimap\n0,,,,,,,,,,\n"));
}

TEST_F(SegmentationTable, TruthHasAColumnWhereItIsKnown) {
  testing::write_study(folder_, testing::small_study(), true);
  testing::write_done(folder_, "segmentation/t000", testing::made_up_metrics(0.1));
  const auto all = tables();
  EXPECT_EQ(render_csv(all[0]),
            "threshold,iou,weighted_ce,ce_unthresholded,trimap,truth_iou\n"
            "0,0.5,0.25,0.1,0.125,0.75\n"
            "60,,,,,\n");
  EXPECT_THAT(render_csv(all[1]),
              HasSubstr("iou_class/a_line,truth_iou_class/pleura,truth_iou_class/a_line\n"));
}

TEST_F(SegmentationTable, GapsAreShownAndNamed) {
  testing::write_study(folder_, testing::small_study());
  testing::write_done(folder_, "segmentation/t000", testing::made_up_metrics(0.1));
  const auto text = render_markdown(tables()[0]);
  EXPECT_THAT(text, HasSubstr("| >= 60 %   |     – |            – |"));
  EXPECT_THAT(text, HasSubstr("- 1 of 2 runs are done. Without a result: segmentation/t060.\n"));
  EXPECT_THAT(text, Not(HasSubstr("**0")));  // one row alone is not "best"
}

TEST_F(SegmentationTable, SeveralSeeds) {
  auto study = testing::small_study();
  study.seeds = {1, 2, 3};
  testing::write_study(folder_, study);
  // Threshold 0: ce 0.25, 0.75 and one missing: mean 0.5, sd 0.354. Threshold 60: 1, 2, 3: mean 2, sd 1.
  testing::write_done(folder_, "segmentation/t000/seed1", testing::made_up_metrics(0.25));
  testing::write_done(folder_, "segmentation/t000/seed2", testing::made_up_metrics(0.75));
  for (int seed = 1; seed <= 3; ++seed)
    testing::write_done(folder_, "segmentation/t060/seed" + std::to_string(seed),
                        testing::made_up_metrics(seed));
  const auto table = tables()[0];
  EXPECT_EQ(render_csv(table),
            "threshold,iou_mean,iou_std,weighted_ce_mean,weighted_ce_std,ce_unthresholded_mean,ce_"
            "unthresholded_std,"
            "trimap_mean,trimap_std,n\n"
            "0,0.5,0,0.25,0,0.5,0.3535533905932738,0.125,0,2\n"
            "60,0.5,0,0.25,0,2,1,0.125,0,3\n");
  const auto text = render_markdown(table);
  EXPECT_THAT(text, HasSubstr("0.500 ± 0.354 (2/3)"));
  EXPECT_THAT(text, HasSubstr("2.000 ± 1.000 |"));
  EXPECT_THAT(text, HasSubstr("Mean ± sample standard deviation over 3 seeds"));
}

TEST_F(SegmentationTable, OneBlockPerLoss) {
  auto study = testing::small_study();
  study.losses = {"weighted_bce", "dice"};
  testing::write_study(folder_, study);
  testing::write_done(folder_, "segmentation/t000/weighted_bce", testing::made_up_metrics(0.5));
  testing::write_done(folder_, "segmentation/t060/weighted_bce", testing::made_up_metrics(0.25));
  testing::write_done(folder_, "segmentation/t000/dice", testing::made_up_metrics(1));
  testing::write_done(folder_, "segmentation/t060/dice", testing::made_up_metrics(2));
  const auto table = tables()[0];
  EXPECT_EQ(render_csv(table),
            "loss,threshold,iou,weighted_ce,ce_unthresholded,trimap\n"
            "weighted_bce,0,0.5,0.25,0.5,0.125\n"
            "weighted_bce,60,0.5,0.25,0.25,0.125\n"
            "dice,0,0.5,0.25,1,0.125\n"
            "dice,60,0.5,0.25,2,0.125\n");
  EXPECT_THAT(render_markdown(table), HasSubstr("**0.250**"));
  EXPECT_THAT(render_markdown(table), HasSubstr("**1.000**"));  // best of its own block
  EXPECT_THAT(render_markdown(table), HasSubstr("best value of its column and loss"));
}

TEST_F(SegmentationTable, ManyMissingRunsAreNotAllNamed) {
  auto study = testing::small_study();
  study.thresholds = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100};
  testing::write_study(folder_, study);
  EXPECT_THAT(render_markdown(tables()[0]),
              HasSubstr("0 of 11 runs are done. Without a result: segmentation/t000, segmentation/t010"));
  EXPECT_THAT(render_markdown(tables()[0]), HasSubstr("segmentation/t090 and 1 more."));
}

TEST_F(SegmentationTable, RotatingTestGroups) {
  auto study = testing::clinical_study();
  study.outer_test = "rotate";  // two folds: three groups
  testing::write_study(folder_, study);
  // Mean of 1, 2, 3 = 2, sd sqrt((1 + 0 + 1) / 2) = 1.
  for (int group = 0; group < 3; ++group)
    testing::write_done(folder_, "segmentation/t060/test" + std::to_string(group),
                        testing::made_up_metrics(group + 1));
  const auto all = tables();
  EXPECT_EQ(all.size(), 3U);
  EXPECT_THAT(render_csv(all[0]), HasSubstr("\n60,0.5,0,0.25,0,2,1,0.125,0,3\n"));
  EXPECT_THAT(
      render_markdown(all[0]),
      HasSubstr("standard deviation over 3 test groups; (k/3): only k runs are behind the cell. Every "
                "patient tests in one group, 1 to 2 test patients a group."));
}

TEST_F(SegmentationTable, FoldSegmentersHaveATableOfTheirOwn) {
  auto study = testing::clinical_study();
  study.segmenter_per_fold = true;
  testing::write_study(folder_, study);
  testing::write_done(folder_, "segmentation/t060", testing::made_up_metrics(7));
  testing::write_done(folder_, "segmentation/t060/fold0", testing::made_up_metrics(0.25));
  testing::write_done(folder_, "segmentation/t060/fold1", testing::made_up_metrics(0.75));
  const auto all = tables();
  ASSERT_EQ(all.size(), 4U);
  EXPECT_THAT(render_csv(all[0]), HasSubstr("\n60,0.5,0.25,7,0.125\n"));
  EXPECT_EQ(all[3].name, "table1_fold_segmenters");
  EXPECT_THAT(render_csv(all[3]), HasSubstr("\n60,0.5,0,0.25,0,0.5,0.3535533905932738,0.125,0,2\n"));
  EXPECT_THAT(render_markdown(all[3]), HasSubstr("over 2 folds; (k/2): only k runs"));
  EXPECT_THAT(render_markdown(all[3]),
              HasSubstr("Without a result: segmentation/t000/fold0, segmentation/t000/fold1"));
}

}  // namespace
}  // namespace sonosweep::analysis
