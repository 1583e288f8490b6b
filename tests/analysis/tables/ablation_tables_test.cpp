#include "analysis/tables/ablation_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/all_tables.h"
#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_markdown.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Ablation : public ::testing::Test {
 protected:
  // Thresholds 0 and 60; weighted_bce with two weightings, and dice, which takes none.
  Ablation() {
    study_.losses = {"weighted_bce", "dice"};
    study_.segmentation.weightings = {"paper", "fixed:0.5"};
  }
  std::vector<Table> tables() const { return ablation_tables(read_study_results(folder_)); }
  void write(const std::string& run, double ce) {
    testing::write_done(folder_, "segmentation/" + run, testing::made_up_metrics(ce));
  }
  void write_all() {
    write("t000/weighted_bce/paper", 0.4);
    write("t060/weighted_bce/paper", 0.2);
    write("t000/weighted_bce/fixed0.5", 0.3);
    write("t060/weighted_bce/fixed0.5", 0.25);
    write("t000/dice", 0.5);
    write("t060/dice", 0.6);
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_ = testing::small_study();
};

TEST_F(Ablation, ARowForEachWayAndAColumnForEachThreshold) {
  testing::write_study(folder_, study_);
  write_all();
  const auto all = tables();
  ASSERT_THAT(all, SizeIs(2));  // the truth is not known
  EXPECT_EQ(all[0].name, "ablation_ce_unthresholded");
  EXPECT_EQ(all[1].name, "ablation_trimap");
  EXPECT_EQ(render_csv(all[0]),
            "loss,weighting,t000,t060\n"
            "weighted_bce,paper,0.4,0.2\n"
            "weighted_bce,fixed:0.5,0.3,0.25\n"
            "dice,,0.5,0.6\n");
  const auto text = render_markdown(all[0]);
  // Each threshold has its best way.
  EXPECT_THAT(text, HasSubstr("| weighted_bce | paper     |     0.400 | **0.200** |\n"));
  EXPECT_THAT(text, HasSubstr("| weighted_bce | fixed:0.5 | **0.300** |     0.250 |\n"));
  EXPECT_THAT(text, HasSubstr("| dice         | –         |     0.500 |     0.600 |\n"));
  EXPECT_THAT(text, AllOf(HasSubstr("lower values are better"), HasSubstr("One run per cell, no error bar"),
                          HasSubstr("That of IoU and WeightedCE (table 1) is another at every threshold"),
                          HasSubstr("the loss takes no pixel weights, so that it is trained once")));
}

TEST_F(Ablation, TruthAndSeeds) {
  study_.losses = {"weighted_bce"};
  study_.segmentation.weightings = {"paper", "none"};
  study_.seeds = {1, 2};
  testing::write_study(folder_, study_, true);
  write("t000/paper/seed1", 0.25);
  write("t000/paper/seed2", 0.75);
  write("t060/paper/seed1", 1);
  const auto all = tables();
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[2].name, "ablation_truth_iou");
  EXPECT_THAT(all[2].caption, HasSubstr("higher values are better"));
  // (0.25 + 0.75) / 2, sd = 0.25 * sqrt(2); the cell with the fewest runs has one.
  EXPECT_EQ(render_csv(all[0]),
            "weighting,t000_mean,t000_std,t060_mean,t060_std,n\n"
            "paper,0.5,0.3535533905932738,1,,1\n"
            "none,,,,,0\n");
  EXPECT_THAT(render_markdown(all[0]), AllOf(HasSubstr("over 2 seeds"), HasSubstr("3 of 8 runs are done"),
                                             HasSubstr("(1/2)"), Not(HasSubstr("pixel weights"))));
}

TEST_F(Ablation, OneWayIsNoAblation) {
  testing::write_study(folder_, testing::small_study());
  EXPECT_THAT(tables(), IsEmpty());
}

// Table 1 stands choice by choice, the ablation behind it.
TEST_F(Ablation, BehindTable1) {
  testing::write_study(folder_, study_);
  write_all();
  const auto all = all_tables(read_study_results(folder_));
  EXPECT_EQ(all[0].name, "table1_segmentation");
  EXPECT_EQ(all[1].name, "ablation_ce_unthresholded");
  EXPECT_EQ(render_csv(all[0]),
            "loss,weighting,threshold,iou,weighted_ce,ce_unthresholded,trimap\n"
            "weighted_bce,paper,0,0.5,0.25,0.4,0.125\n"
            "weighted_bce,paper,60,0.5,0.25,0.2,0.125\n"
            "weighted_bce,fixed:0.5,0,0.5,0.25,0.3,0.125\n"
            "weighted_bce,fixed:0.5,60,0.5,0.25,0.25,0.125\n"
            "dice,,0,0.5,0.25,0.5,0.125\n"
            "dice,,60,0.5,0.25,0.6,0.125\n");
  EXPECT_THAT(render_markdown(all[0]),
              AllOf(HasSubstr("best value of its column, loss and weighting;"),
                    HasSubstr("measured with weighting paper, sub_threshold background")));
}

}  // namespace
}  // namespace sonosweep::analysis
