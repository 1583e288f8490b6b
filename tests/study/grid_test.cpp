#include "study/grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/error.h"
#include "study/study_file.h"
#include "test_paths.h"

namespace sonosweep::study {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Ids = std::vector<std::string>;

Study study_of(const std::string& keys) {
  return parse_study("[study]\n" + keys, "s.ini");
}

std::map<std::string, int> counts(const Study& study) {
  std::map<std::string, int> out;
  for (const auto& run : all_runs(study))
    ++out[std::string(run_kind_name(run.kind)) + (run.input == VideoInput::kMasks ? "" : " control")];
  return out;
}

Ids ids(const Study& study) {
  Ids out;
  for (const auto& run : all_runs(study)) out.push_back(run.id());
  return out;
}

Ids needs(const Study& study, const std::string& id) {
  return needs_of(study, find_run(study, id));
}

// Of any study: ids are unique, every need is a run of the study, found again by its id.
void expect_sound(const Study& study) {
  const auto all = ids(study);
  const std::set<std::string> known(all.begin(), all.end());
  EXPECT_EQ(known.size(), all.size());
  for (const auto& run : all_runs(study)) {
    EXPECT_EQ(find_run(study, run.id()).id(), run.id());
    for (const auto& need : needs_of(study, run))
      EXPECT_EQ(known.count(need), 1U) << run.id() << " needs " << need;
  }
}

TEST(Grid, the_papers_study) {
  const Study study;
  // 7 thresholds; 7 x 5 folds of each task; 2 inputs x 5 folds of each task's controls: 7 + 7 + 105 + 30.
  EXPECT_EQ(counts(study), (std::map<std::string, int>{{"segmentation", 7},
                                                       {"cache", 7},
                                                       {"sf_change", 35},
                                                       {"sf_ratio", 35},
                                                       {"readmission", 35},
                                                       {"sf_change control", 10},
                                                       {"sf_ratio control", 10},
                                                       {"readmission control", 10}}));
  expect_sound(study);
}

TEST(Grid, the_shipped_studies) {
  const auto size = [](const std::string& name) {
    const auto study = read_study_file(SONOSWEEP_SOURCE_DIR "/jobs/studies/" + name + ".ini");
    expect_sound(study);
    return all_runs(study).size();
  };
  EXPECT_EQ(size("paper"), 7U + 7 + 105 + 30);
  EXPECT_EQ(size("demo"), 7U + 7 + 105 + 30);
  EXPECT_EQ(size("ablation"), 4U * 7 * 3);  // 3 weightings of weighted_bce, and dice; thresholds; seeds
  EXPECT_EQ(size("tiny"), 3U + 3 + 3 * 2 * 3 + 2 * 2 * 3);              // 3 thresholds, 2 folds
  EXPECT_EQ(size("planted_clinical"), 3U + 3 + 3 * 3 * 3 + 3 * 3 * 3);  // 3 thresholds, folds, controls
  EXPECT_EQ(size("planted_clinical_null"), 1U + 1 + 2 * 3 + 2 * 3);
}

TEST(Grid, order_is_by_kind_then_threshold_loss_seed_fold_and_controls_last) {
  const auto study = study_of(
      "thresholds = 60, 0\ntasks = segmentation, sf_ratio\ncontrols = grayscale\nfolds = 2\n"
      "losses = dice, bce\nseeds = 4, 2\n");
  EXPECT_THAT(ids(study),
              ElementsAre("segmentation/t060/dice/seed4", "segmentation/t060/dice/seed2",
                          "segmentation/t060/bce/seed4", "segmentation/t060/bce/seed2",
                          "segmentation/t000/dice/seed4", "segmentation/t000/dice/seed2",
                          "segmentation/t000/bce/seed4", "segmentation/t000/bce/seed2",  //
                          "cache/t060/dice/seed4", "cache/t060/dice/seed2", "cache/t060/bce/seed4",
                          "cache/t060/bce/seed2", "cache/t000/dice/seed4", "cache/t000/dice/seed2",
                          "cache/t000/bce/seed4", "cache/t000/bce/seed2",  //
                          "sf_ratio/t060/dice/seed4/fold0", "sf_ratio/t060/dice/seed4/fold1",
                          "sf_ratio/t060/dice/seed2/fold0", "sf_ratio/t060/dice/seed2/fold1",
                          "sf_ratio/t060/bce/seed4/fold0", "sf_ratio/t060/bce/seed4/fold1",
                          "sf_ratio/t060/bce/seed2/fold0", "sf_ratio/t060/bce/seed2/fold1",
                          "sf_ratio/t000/dice/seed4/fold0", "sf_ratio/t000/dice/seed4/fold1",
                          "sf_ratio/t000/dice/seed2/fold0", "sf_ratio/t000/dice/seed2/fold1",
                          "sf_ratio/t000/bce/seed4/fold0", "sf_ratio/t000/bce/seed4/fold1",
                          "sf_ratio/t000/bce/seed2/fold0", "sf_ratio/t000/bce/seed2/fold1",  //
                          "sf_ratio/grayscale/seed4/fold0", "sf_ratio/grayscale/seed4/fold1",
                          "sf_ratio/grayscale/seed2/fold0", "sf_ratio/grayscale/seed2/fold1"));
  // A control's loss is the first: no segmenter of its reads another.
  EXPECT_EQ(find_run(study, "sf_ratio/grayscale/seed2/fold1").segmenter.loss, "dice");
  expect_sound(study);
}

TEST(Grid, segmentation_alone_makes_no_masks) {
  const auto study = study_of("thresholds = 0, 60\ntasks = segmentation\nsegmenter_per_fold = true\n");
  EXPECT_THAT(ids(study), ElementsAre("segmentation/t000", "segmentation/t060"));
}

TEST(Grid, needs_follow_the_masks) {
  const Study study;
  EXPECT_THAT(needs(study, "segmentation/t060"), IsEmpty());
  EXPECT_THAT(needs(study, "cache/t060"), ElementsAre("segmentation/t060"));
  EXPECT_THAT(needs(study, "sf_change/t060/fold3"), ElementsAre("cache/t060"));
  EXPECT_THAT(needs(study, "sf_ratio/t060/fold3"), ElementsAre("cache/t060"));
  EXPECT_THAT(needs(study, "readmission/t060/fold3"), ElementsAre("cache/t060", "sf_change/t060/fold3"));
}

TEST(Grid, controls_need_no_masks_and_readmission_starts_from_its_own_control) {
  const Study study;
  EXPECT_THAT(needs(study, "sf_change/grayscale/fold1"), IsEmpty());
  EXPECT_THAT(needs(study, "sf_ratio/truth/fold1"), IsEmpty());
  EXPECT_THAT(needs(study, "readmission/truth/fold1"), ElementsAre("sf_change/truth/fold1"));
  EXPECT_THAT(caches_of(study, find_run(study, "sf_ratio/truth/fold1")), IsEmpty());
}

TEST(Grid, shuffled_masks_are_a_control_like_true_ones) {
  const auto study = study_of("thresholds = 60\nfolds = 2\ncontrols = shuffled, truth\n");
  EXPECT_EQ(counts(study).at("sf_ratio control"), 4);
  EXPECT_THAT(needs(study, "sf_ratio/shuffled/fold1"), IsEmpty());
  EXPECT_THAT(needs(study, "readmission/shuffled/fold1"), ElementsAre("sf_change/shuffled/fold1"));
  EXPECT_THAT(caches_of(study, find_run(study, "sf_change/shuffled/fold0")), IsEmpty());
  // In the order of the controls' table, not of the file.
  const auto all = ids(study);
  EXPECT_EQ(all.back(), "readmission/shuffled/fold1");
  EXPECT_EQ(all[all.size() - 4], "readmission/truth/fold0");
  expect_sound(study);
}

TEST(Grid, readmission_from_random_weights_needs_masks_only) {
  const auto study =
      parse_study("[study]\ntasks = segmentation, readmission\n[readmission]\nstart = random\n", "s");
  EXPECT_THAT(needs(study, "readmission/t060/fold3"), ElementsAre("cache/t060"));
  EXPECT_THAT(needs(study, "readmission/grayscale/fold3"), IsEmpty());
  EXPECT_EQ(start_of(study, find_run(study, "readmission/t060/fold3")), "");
  expect_sound(study);
}

TEST(Grid, losses_and_seeds_keep_to_themselves) {
  const auto study = study_of("losses = dice, bce\nseeds = 1, 2\n");
  EXPECT_THAT(needs(study, "readmission/t060/bce/seed2/fold3"),
              ElementsAre("cache/t060/bce/seed2", "sf_change/t060/bce/seed2/fold3"));
  EXPECT_THAT(needs(study, "cache/t060/bce/seed2"), ElementsAre("segmentation/t060/bce/seed2"));
  EXPECT_THAT(needs(study, "readmission/grayscale/seed2/fold3"),
              ElementsAre("sf_change/grayscale/seed2/fold3"));
  // 7 thresholds x 2 losses x 2 seeds; controls 2 inputs x 2 seeds x 5 folds x 3 tasks.
  EXPECT_EQ(all_runs(study).size(), 28U + 28 + 28 * 5 * 3 + 60);
  expect_sound(study);
}

TEST(Grid, each_value_with_each) {
  const auto study = parse_study(
      "[study]\nthresholds = 0, 60\ntasks = segmentation\n[segmentation]\nweighting = paper, none\n"
      "sub_threshold = background, own\nencoder = resnet18, resnet34\n",
      "s.ini");
  // Without weights pixels of their own weight are background: 2 x 2 x 2 less 1 x 1 x 2.
  EXPECT_THAT(
      ids(study),
      ElementsAre("segmentation/t000/paper/background/resnet18",
                  "segmentation/t000/paper/background/resnet34", "segmentation/t000/paper/own/resnet18",
                  "segmentation/t000/paper/own/resnet34", "segmentation/t000/none/background/resnet18",
                  "segmentation/t000/none/background/resnet34", "segmentation/t060/paper/background/resnet18",
                  "segmentation/t060/paper/background/resnet34", "segmentation/t060/paper/own/resnet18",
                  "segmentation/t060/paper/own/resnet34", "segmentation/t060/none/background/resnet18",
                  "segmentation/t060/none/background/resnet34"));
  const auto run = find_run(study, "segmentation/t060/paper/own/resnet18");
  EXPECT_TRUE(run.segmenter == (SegmenterChoice{"weighted_bce", "paper", "own", "resnet18"}));
  expect_sound(study);
}

TEST(Grid, a_loss_without_weights_is_trained_once) {
  const auto study = parse_study(
      "[study]\nthresholds = 60\ntasks = segmentation\nlosses = dice, weighted_bce\nseeds = 1, 2\n"
      "[segmentation]\nweighting = paper, fixed:0.5, none\n",
      "s.ini");
  EXPECT_THAT(
      ids(study),
      ElementsAre("segmentation/t060/dice/seed1", "segmentation/t060/dice/seed2",
                  "segmentation/t060/weighted_bce/paper/seed1", "segmentation/t060/weighted_bce/paper/seed2",
                  "segmentation/t060/weighted_bce/fixed0.5/seed1",
                  "segmentation/t060/weighted_bce/fixed0.5/seed2",
                  "segmentation/t060/weighted_bce/none/seed1", "segmentation/t060/weighted_bce/none/seed2"));
  expect_sound(study);
}

TEST(Grid, one_value_at_a_time) {
  const auto study = parse_study(
      "[study]\nthresholds = 60\ntasks = segmentation\nsweep = one_at_a_time\nlosses = weighted_bce, dice\n"
      "[segmentation]\nweighting = paper, none\nsub_threshold = background, own\nencoder = resnet18, "
      "resnet34\n",
      "s.ini");
  EXPECT_THAT(ids(study), ElementsAre("segmentation/t060/weighted_bce/paper/background/resnet18",
                                      "segmentation/t060/dice/resnet18",
                                      "segmentation/t060/weighted_bce/none/background/resnet18",
                                      "segmentation/t060/weighted_bce/paper/own/resnet18",
                                      "segmentation/t060/weighted_bce/paper/background/resnet34"));
  expect_sound(study);
}

TEST(Grid, clinical_runs_see_the_masks_of_their_own_segmenter) {
  const auto study = parse_study(
      "[study]\nseeds = 1, 2\n[segmentation]\nweighting = paper, none\n[sf_ratio]\nlr = auto\n", "s.ini");
  EXPECT_THAT(needs(study, "readmission/t060/none/seed2/fold3"),
              ElementsAre("cache/t060/none/seed2", "sf_change/t060/none/seed2/fold3"));
  EXPECT_THAT(needs(study, "cache/t060/none/seed2"), ElementsAre("segmentation/t060/none/seed2"));
  EXPECT_THAT(needs(study, "lr_choice/sf_ratio/0.0001"), ElementsAre("cache/t000/paper/seed1"));
  // 7 thresholds x 2 weightings x 2 seeds, with 5 folds of 3 tasks; controls 2 inputs x 2 seeds x 5 folds x 3
  // tasks; 2 rates.
  EXPECT_EQ(all_runs(study).size(), 28U + 28 + 28 * 5 * 3 + 60 + 2);
  expect_sound(study);
}

TEST(Grid, fold_segmenters_make_the_masks_of_their_fold) {
  const auto study = study_of(
      "thresholds = 60\nfolds = 3\ntasks = segmentation, sf_ratio\ncontrols =\n"
      "segmenter_per_fold = true\n");
  EXPECT_THAT(ids(study), ElementsAre("segmentation/t060", "segmentation/t060/fold0",
                                      "segmentation/t060/fold1", "segmentation/t060/fold2",
                                      "cache/t060/fold0", "cache/t060/fold1", "cache/t060/fold2",
                                      "sf_ratio/t060/fold0", "sf_ratio/t060/fold1", "sf_ratio/t060/fold2"));
  EXPECT_THAT(needs(study, "cache/t060/fold2"), ElementsAre("segmentation/t060/fold2"));
  EXPECT_THAT(needs(study, "sf_ratio/t060/fold2"), ElementsAre("cache/t060/fold2"));
  EXPECT_THAT(caches_of(study, find_run(study, "sf_ratio/t060/fold2")),
              ElementsAre("", "", "cache/t060/fold2"));
  expect_sound(study);
}

TEST(Grid, crossfit_reads_the_masks_of_every_folds_segmenter) {
  const auto study = study_of("folds = 3\nsegmenter_crossfit = true\n");
  EXPECT_THAT(needs(study, "sf_change/t060/fold1"),
              ElementsAre("cache/t060/fold0", "cache/t060/fold1", "cache/t060/fold2"));
  EXPECT_EQ(caches_of(study, find_run(study, "sf_change/t060/fold1")), needs(study, "sf_change/t060/fold1"));
  EXPECT_THAT(
      needs(study, "readmission/t060/fold1"),
      ElementsAre("cache/t060/fold0", "cache/t060/fold1", "cache/t060/fold2", "sf_change/t060/fold1"));
  expect_sound(study);
}

TEST(Grid, every_run_carries_its_rotation) {
  const auto study = parse_study(
      "[study]\nthresholds = 60\nfolds = 2\nouter_test = rotate\ncontrols = grayscale\n"
      "segmenter_per_fold = true\n[sf_ratio]\nlr = auto\n",
      "s.ini");
  // 3 rotations. Segmenters: 1 + 2 folds each; masks of 2 folds; 2 rates; 3 tasks x 2 folds, and as many
  // controls.
  EXPECT_EQ(counts(study), (std::map<std::string, int>{{"segmentation", 9},
                                                       {"cache", 6},
                                                       {"lr_choice", 6},
                                                       {"sf_change", 6},
                                                       {"sf_ratio", 6},
                                                       {"readmission", 6},
                                                       {"sf_change control", 6},
                                                       {"sf_ratio control", 6},
                                                       {"readmission control", 6}}));
  std::map<int, int> of_rotation;
  for (const auto& run : all_runs(study)) {
    ++of_rotation[run.rotation];
    // Nothing reaches over to another rotation, whose test patients are others.
    for (const auto& need : needs_of(study, run))
      EXPECT_EQ(find_run(study, need).rotation, run.rotation) << run.id();
  }
  EXPECT_EQ(of_rotation, (std::map<int, int>{{0, 19}, {1, 19}, {2, 19}}));
  EXPECT_THAT(needs(study, "readmission/t060/test2/fold1"),
              ElementsAre("cache/t060/test2/fold1", "sf_change/t060/test2/fold1"));
  EXPECT_THAT(needs(study, "sf_ratio/t060/test2/fold1"),
              ElementsAre("cache/t060/test2/fold1", "lr_choice/sf_ratio/0.0001/test2",
                          "lr_choice/sf_ratio/1e-05/test2"));
  expect_sound(study);
}

TEST(Grid, a_chosen_learning_rate_is_waited_for) {
  const auto study = parse_study(
      "[study]\nthresholds = 60, 0\nlosses = dice, bce\nseeds = 3, 4\n"
      "[readmission]\nlr = auto\nlr_candidates = 1e-4, 3e-5\n[sf_change]\nlr = auto\n",
      "s.ini");
  const auto choices = lr_choices_of(study, RunKind::kReadmission);
  ASSERT_EQ(choices.size(), 2U);
  EXPECT_EQ(choices[1].id(), "lr_choice/readmission/3e-05");
  EXPECT_EQ(choices[1].lr, 3e-5);
  // It stands for the run of threshold 0, first loss and seed, fold 0, and needs what that would need.
  const auto stand_in = stand_in_of(study, choices[1]);
  EXPECT_EQ(stand_in.id(), "readmission/t000/dice/seed3/fold0");
  EXPECT_THAT(needs_of(study, choices[1]),
              ElementsAre("cache/t000/dice/seed3", "sf_change/t000/dice/seed3/fold0"));
  EXPECT_THAT(needs(study, "lr_choice/sf_change/0.0001"), ElementsAre("cache/t000/dice/seed3"));
  for (const char* id : {"readmission/t060/bce/seed4/fold2", "readmission/grayscale/seed4/fold2"}) {
    const auto needed = needs(study, id);
    EXPECT_EQ(std::count(needed.begin(), needed.end(), "lr_choice/readmission/0.0001"), 1) << id;
    EXPECT_EQ(std::count(needed.begin(), needed.end(), "lr_choice/readmission/3e-05"), 1) << id;
  }
  EXPECT_THAT(lr_choices_of(study, RunKind::kSfRatio), IsEmpty());
  EXPECT_EQ(counts(study)["lr_choice"], 4);
  expect_sound(study);
}

TEST(Grid, without_threshold_0_the_first_one_chooses_the_rate) {
  auto study = study_of("thresholds = 60, 20\n");
  study.sf_ratio.lr_auto = true;
  EXPECT_EQ(stand_in_of(study, lr_choices_of(study, RunKind::kSfRatio)[0]).id(), "sf_ratio/t060/fold0");
  // A rate that a task would choose does not matter where the task is not trained.
  study.tasks = {"segmentation", "sf_change"};
  EXPECT_THAT(lr_choices_of(study, RunKind::kSfRatio), IsEmpty());
}

TEST(Grid, a_rotation_must_be_named_where_there_are_several) {
  auto study = study_of("outer_test = rotate\n");
  EXPECT_THROW(lr_choices_of(study, RunKind::kSfRatio), Error);
  EXPECT_THROW(lr_choices_of(study, RunKind::kSfRatio, 6), Error);
  EXPECT_THAT(lr_choices_of(study, RunKind::kSfRatio, 5), IsEmpty());
  EXPECT_THROW(lr_choices_of(Study{}, RunKind::kSfRatio, 0), Error);
}

TEST(Grid, epochs_are_those_of_the_section) {
  auto study = parse_study(
      "[segmentation]\nepochs = 7\n[sf_change]\nepochs = 3\n[sf_ratio]\nepochs = 4\nlr = auto\n"
      "[readmission]\nepochs = 5\n",
      "s.ini");
  const auto epochs = [&](const std::string& id) { return epochs_of(study, find_run(study, id)); };
  EXPECT_EQ(epochs("segmentation/t060"), 7);
  EXPECT_EQ(epochs("cache/t060"), 0);
  EXPECT_EQ(epochs("sf_change/grayscale/fold0"), 3);
  EXPECT_EQ(epochs("sf_ratio/t060/fold0"), 4);
  EXPECT_EQ(epochs("readmission/t060/fold0"), 5);
  EXPECT_EQ(epochs("lr_choice/sf_ratio/0.0001"), 4);
  EXPECT_THROW(task_config(study, RunKind::kCache), Error);
}

TEST(Grid, an_unknown_run_is_answered_with_the_nearest) {
  try {
    find_run(Study{}, "sf_change/t060/fold7");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("'sf_change/t060/fold7' is not in the study; did you mean 'sf_change/t0"));
  }
}

TEST(Grid, questions_that_make_no_sense_are_errors) {
  const Study study;
  const auto segmentation = find_run(study, "segmentation/t060"),
             change = find_run(study, "sf_change/t060/fold0");
  EXPECT_THROW(caches_of(study, segmentation), Error);
  EXPECT_THROW(segmenter_of(study, change), Error);
  EXPECT_THROW(start_of(study, change), Error);
  EXPECT_THROW(stand_in_of(study, change), Error);
}

// What another run reads, and segmenters, which people apply.
TEST(Grid, weights_stay_that_are_read) {
  for (const char* keys :
       {"", "controls =\n", "seeds = 1, 2\nsegmenter_crossfit = true\n", "outer_test = rotate\n",
        "tasks = segmentation, sf_change\n", "tasks = segmentation\n", "[readmission]\nstart = random\n",
        "[readmission]\nlr = auto\n[sf_change]\nlr = auto\n"}) {
    auto study = study_of("keep_weights = needed\n" + std::string(keys));
    std::set<std::string> read;
    for (const auto& run : all_runs(study)) {
      if (run.kind == RunKind::kSegmentation) read.insert(run.id());
      if (run.kind == RunKind::kCache) read.insert(segmenter_of(study, run));
      if (run.kind == RunKind::kReadmission) read.insert(start_of(study, run));
      if (run.kind == RunKind::kLrChoice && run.task == RunKind::kReadmission)
        read.insert(start_of(study, stand_in_of(study, run)));
    }
    for (const auto& run : all_runs(study)) {
      const bool kept = read.count(run.id()) == 1 || run.kind == RunKind::kCache;
      EXPECT_EQ(keeps_weights(study, run), kept) << keys << run.id();
    }
    study.keep_weights = "all";
    for (const auto& run : all_runs(study)) EXPECT_TRUE(keeps_weights(study, run)) << run.id();
  }
}

}  // namespace
}  // namespace sonosweep::study
