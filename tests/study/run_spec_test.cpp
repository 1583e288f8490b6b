#include "study/run_spec.h"

#include <gtest/gtest.h>

namespace sonosweep::study {
namespace {

RunSpec spec(RunKind kind, int threshold, int fold = -1) {
  RunSpec run;
  run.kind = kind;
  run.threshold = threshold;
  run.fold = fold;
  return run;
}

TEST(RunSpec, ids_of_every_kind) {
  EXPECT_EQ(spec(RunKind::kSegmentation, 60).id(), "segmentation/t060");
  EXPECT_EQ(spec(RunKind::kCache, 0).id(), "cache/t000");
  EXPECT_EQ(spec(RunKind::kSfChange, 100, 3).id(), "sf_change/t100/fold3");
  EXPECT_EQ(spec(RunKind::kSfRatio, 5, 0).id(), "sf_ratio/t005/fold0");
  EXPECT_EQ(spec(RunKind::kReadmission, 60, 4).id(), "readmission/t060/fold4");
}

TEST(RunSpec, what_a_study_has_several_of_stands_in_the_id_in_this_order) {
  auto run = spec(RunKind::kSfChange, 60, 3);
  run.seed = 2;
  run.segmenter.loss = "dice";
  EXPECT_EQ(run.id(), "sf_change/t060/fold3");
  run.seed_in_id = true;
  EXPECT_EQ(run.id(), "sf_change/t060/seed2/fold3");
  run.axes_in_id = {ChoiceAxis::kLoss};
  run.rotation = 5;
  EXPECT_EQ(run.id(), "sf_change/t060/dice/seed2/test5/fold3");
  run.kind = RunKind::kCache;
  run.fold = -1;
  EXPECT_EQ(run.id(), "cache/t060/dice/seed2/test5");
}

TEST(RunSpec, parts_of_the_segmenter_stand_in_the_id_as_names_of_folders) {
  auto run = spec(RunKind::kCache, 60);
  run.segmenter = {"soft_weighted_bce", "fixed:0.50", "own", "resnet18"};
  run.axes_in_id = {ChoiceAxis::kWeighting};
  EXPECT_EQ(run.id(), "cache/t060/fixed0.5");
  EXPECT_EQ(folder_name(ChoiceAxis::kWeighting, "fixed:-0"), "fixed0");
  EXPECT_EQ(folder_name(ChoiceAxis::kWeighting, "fixed:1e6"), "fixed1000000");
  run.axes_in_id = all_choice_axes();
  run.seed_in_id = true;
  EXPECT_EQ(run.id(), "cache/t060/soft_weighted_bce/fixed0.5/own/resnet18/seed1");
  // No pixel weight reaches it.
  run.segmenter.loss = "dice";
  EXPECT_EQ(run.id(), "cache/t060/dice/resnet18/seed1");
}

TEST(RunSpec, controls_have_neither_threshold_nor_loss) {
  auto run = spec(RunKind::kSfRatio, 0, 0);
  run.axes_in_id = {ChoiceAxis::kLoss};
  run.input = VideoInput::kGrayscale;
  EXPECT_EQ(run.id(), "sf_ratio/grayscale/fold0");
  run.input = VideoInput::kTruth;
  run.seed_in_id = true;
  run.rotation = 1;
  EXPECT_EQ(run.id(), "sf_ratio/truth/seed1/test1/fold0");
  run.input = VideoInput::kShuffled;
  EXPECT_EQ(run.id(), "sf_ratio/shuffled/seed1/test1/fold0");
}

TEST(RunSpec, learning_rate_choices_name_task_and_rate) {
  auto run = spec(RunKind::kLrChoice, 0);
  run.task = RunKind::kSfRatio;
  run.lr = 1e-5;
  EXPECT_EQ(run.id(), "lr_choice/sf_ratio/1e-05");
  run.lr = 1e-4;
  run.rotation = 2;
  EXPECT_EQ(run.id(), "lr_choice/sf_ratio/0.0001/test2");
}

TEST(RunSpec, three_kinds_are_clinical) {
  for (const auto kind : {RunKind::kSfChange, RunKind::kSfRatio, RunKind::kReadmission})
    EXPECT_TRUE(is_clinical(kind));
  for (const auto kind : {RunKind::kSegmentation, RunKind::kCache, RunKind::kLrChoice})
    EXPECT_FALSE(is_clinical(kind));
}

}  // namespace
}  // namespace sonosweep::study
