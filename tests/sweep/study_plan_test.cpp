#include "sweep/study_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonosweep::sweep {
namespace {

using ::testing::ElementsAre;

TEST(StudyPlan, has_needs_epochs_and_kinds) {
  study::Study study;
  study.thresholds = {60};
  study.tasks = {"segmentation", "sf_ratio"};
  study.controls = {};
  study.folds = 2;
  study.segmentation.epochs = 7;
  study.sf_ratio.epochs = 3;
  study.sf_ratio.lr_auto = true;
  const auto plan = plan_study(study);
  ASSERT_EQ(plan.size(), 6U);  // segmenter, masks, 2 rates, 2 folds
  EXPECT_EQ(plan[0].id, "segmentation/t060");
  EXPECT_EQ(plan[0].epochs, 7);
  EXPECT_EQ(plan[0].resources.slots, 1);
  EXPECT_FALSE(plan[0].done);
  EXPECT_EQ(plan[1].epochs, 0);
  EXPECT_THAT(plan[1].needs, ElementsAre("segmentation/t060"));
  EXPECT_EQ(plan[2].id, "lr_choice/sf_ratio/0.0001");
  EXPECT_EQ(plan[2].kind, "sf_ratio");  // it trains as long as one
  EXPECT_EQ(plan[2].epochs, 3);
  EXPECT_EQ(plan[5].id, "sf_ratio/t060/fold1");
  EXPECT_EQ(plan[5].kind, "sf_ratio");
  EXPECT_THAT(plan[5].needs,
              ElementsAre("cache/t060", "lr_choice/sf_ratio/0.0001", "lr_choice/sf_ratio/1e-05"));
}

TEST(StudyPlan, says_whose_weights_stay) {
  study::Study study;
  study.keep_weights = "needed";
  for (const auto& run : plan_study(study))
    EXPECT_EQ(run.keeps_weights, run.kind != "sf_ratio" && run.kind != "readmission") << run.id;
  study.keep_weights = "all";
  for (const auto& run : plan_study(study)) EXPECT_TRUE(run.keeps_weights);
}

}  // namespace
}  // namespace sonosweep::sweep
