#include "jobs/setup/study_setup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/error.h"
#include "jobs/made_up_index.h"
#include "message_of.h"
#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::jobs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::made_up_index;
using testing::message_of;

study::Study study(const std::string& more = "") {
  return study::parse_study("[study]\ntest_patients = 2\nvalidation_patients = 2\nfolds = 2\n" + more,
                            "s.ini");
}

// Why a task was left out; "" if it was not.
std::string reason(const StudySetup& setup, const std::string& task) {
  for (const auto& line : setup.record.skipped_tasks)
    if (line.rfind(task + ": ", 0) == 0) return line.substr(task.size() + 2);
  EXPECT_TRUE(setup.study.has_task(task));
  return "";
}

TEST(StudySetup, data_with_everything_serves_every_task) {
  auto index = made_up_index(8);
  index.has_frame_truth = true;
  const auto setup = set_up_study(index, study());
  EXPECT_THAT(setup.record.skipped_tasks, IsEmpty());
  EXPECT_THAT(setup.study.tasks, ElementsAre("segmentation", "sf_change", "sf_ratio", "readmission"));
  EXPECT_THAT(setup.study.controls, ElementsAre("grayscale", "truth"));
  EXPECT_EQ(setup.record.splits.size(), 1U);
  EXPECT_EQ(setup.record.data_checksum, "abc");
}

TEST(StudySetup, without_clinical_tables_segmentation_is_left) {
  auto index = made_up_index(8);
  index.clinical.clear();
  for (auto& patient : index.patients) patient.readmitted_30d = -1;
  const auto setup = set_up_study(index, study());
  EXPECT_THAT(setup.study.tasks, ElementsAre("segmentation"));
  EXPECT_EQ(reason(setup, "sf_change"), "the data has no S/F ratios");
  EXPECT_EQ(reason(setup, "sf_ratio"), "the data has no S/F ratios");
  EXPECT_EQ(reason(setup, "readmission"), "no patient's readmission is known");
  // The record is what study.json shows: the resolved study.
  EXPECT_EQ(setup.record.study["study"]["tasks"], nlohmann::ordered_json({"segmentation"}));
  for (const auto& run : study::all_runs(setup.study)) EXPECT_EQ(run.kind, study::RunKind::kSegmentation);
}

TEST(StudySetup, readmission_that_starts_from_a_task_left_out_is_left_out_too) {
  auto index = made_up_index(8);
  index.clinical.clear();
  const auto setup = set_up_study(index, study());
  EXPECT_THAT(reason(setup, "readmission"), HasSubstr("readmission.start = random trains it alone"));
  const auto alone = set_up_study(index, study("[readmission]\nstart = random\n"));
  EXPECT_THAT(alone.study.tasks, ElementsAre("segmentation", "readmission"));
}

TEST(StudySetup, one_recorded_day_serves_no_readmission) {
  const auto setup = set_up_study(made_up_index(8, {0}), study());
  EXPECT_THAT(setup.study.tasks, ElementsAre("segmentation", "sf_ratio"));
  EXPECT_EQ(reason(setup, "readmission"), "no patient of known outcome has a view recorded on two days");
  EXPECT_EQ(reason(setup, "sf_change"),
            "no test patient has two videos of one zone, with S/F ratios, on two days");
}

// Who tests, and who is in the folds, when nothing is missing yet.
study::Split split_of(const data::PackIndex& index, const std::string& more = "") {
  return set_up_study(index, study(more)).record.split();
}

// Leaves one day of these patients' S/F ratios.
void leave_one_day(data::PackIndex& index, const std::vector<std::string>& patients) {
  auto& rows = index.clinical;
  rows.erase(std::remove_if(rows.begin(), rows.end(),
                            [&](const auto& row) {
                              return row.day == 1 && std::find(patients.begin(), patients.end(),
                                                               row.patient) != patients.end();
                            }),
             rows.end());
}

TEST(StudySetup, sf_change_needs_test_pairs_of_two_days) {
  auto index = made_up_index(8);
  const auto split = split_of(index);
  leave_one_day(index, {split.test.front()});
  EXPECT_EQ(reason(set_up_study(index, study()), "sf_change"), "");  // the other one has a pair
  leave_one_day(index, split.test);
  const auto setup = set_up_study(index, study());
  EXPECT_EQ(reason(setup, "sf_change"),
            "no test patient has two videos of one zone, with S/F ratios, on two days");
  EXPECT_THAT(reason(setup, "readmission"), HasSubstr("it starts from sf_change, which is left out"));
  EXPECT_EQ(reason(setup, "sf_ratio"), "");
  EXPECT_EQ(setup.record.split().test, split.test);
  EXPECT_EQ(setup.record.study["study"]["tasks"], nlohmann::ordered_json({"segmentation", "sf_ratio"}));
  const auto alone = set_up_study(index, study("[readmission]\nstart = random\n"));
  EXPECT_THAT(alone.study.tasks, ElementsAre("segmentation", "sf_ratio", "readmission"));
}

TEST(StudySetup, sf_change_needs_validation_pairs_of_two_days_in_every_fold) {
  auto index = made_up_index(8);
  leave_one_day(index, split_of(index).folds.at(1));
  EXPECT_THAT(reason(set_up_study(index, study()), "sf_change"),
              HasSubstr("no validation patient of fold 1 has two videos of one zone"));
  // Of two zones they are no pair.
  auto zones = made_up_index(8);
  for (auto& video : zones.videos) video.view = video.day == 0 ? "R1" : "R2";
  EXPECT_THAT(reason(set_up_study(zones, study()), "sf_change"), HasSubstr("no test patient"));
}

TEST(StudySetup, sf_change_needs_pairs_wherever_the_test_set_rotates) {
  auto index = made_up_index(12);
  const auto last = set_up_study(index, study("outer_test = rotate\n")).record.splits.at(2).test;
  leave_one_day(index, last);
  EXPECT_THAT(reason(set_up_study(index, study("outer_test = rotate\n")), "sf_change"),
              HasSubstr("where group 0 tests"));  // the last group is a fold of it
}

TEST(StudySetup, without_any_clinical_task_left_the_folds_do_not_matter) {
  auto index = made_up_index(8, {0});
  const auto setup =
      set_up_study(index, study("tasks = segmentation, sf_change\nsegmenter_per_fold = true\n"));
  EXPECT_THAT(setup.study.tasks, ElementsAre("segmentation"));
  EXPECT_THAT(setup.record.split().fold_segmenters, IsEmpty());
}

// 300 / 100 and 400 / 100, within the digits that a table keeps; 477.00000000000006 is 477.
TEST(StudySetup, what_divided_the_sf_ratios_is_found_in_the_pack) {
  auto index = made_up_index(8);
  EXPECT_EQ(set_up_study(index, study()).record.sf_scale, std::nullopt);  // nothing raw
  const auto normalise_by = [&](double scale) {
    for (std::size_t i = 0; i < index.clinical.size(); ++i) {
      index.clinical[i].sf_ratio_raw = 300 + 10 * static_cast<double>(i);
      index.clinical[i].sf_ratio = index.clinical[i].sf_ratio_raw / scale;
    }
  };
  normalise_by(477);
  EXPECT_EQ(set_up_study(index, study()).record.sf_scale, 477);
  normalise_by(100);
  EXPECT_EQ(set_up_study(index, study()).record.sf_scale, 100);
  index.clinical[3].sf_ratio *= 2;
  EXPECT_EQ(set_up_study(index, study()).record.sf_scale, 0);
  sonosweep::testing::TempDir dir;
  normalise_by(123.5);
  const sweep::StudyFolder folder(dir.path());
  folder.open(set_up_study(index, study()).record);
  EXPECT_EQ(folder.read_record().sf_scale, 123.5);
  index.clinical.clear();
  EXPECT_EQ(set_up_study(index, study()).record.sf_scale, std::nullopt);
}

// A study of before this was asked goes on.
TEST(StudySetup, a_study_that_was_begun_with_sf_change_keeps_it) {
  sonosweep::testing::TempDir dir;
  const sweep::StudyFolder folder(dir.path());
  auto index = made_up_index(8);
  folder.open(set_up_study(index, study()).record);
  leave_one_day(index, split_of(index).test);
  EXPECT_TRUE(set_up_study(index, study(), &folder).study.has_task("sf_change"));
  EXPECT_THAT(set_up_study(index, study(), &folder).record.skipped_tasks, IsEmpty());
  const sweep::StudyFolder other(dir / "other");
  EXPECT_FALSE(set_up_study(index, study(), &other).study.has_task("sf_change"));
}

// One that was begun without a later key keeps the rule of then; a new one gets the new rule.
TEST(StudySetup, a_study_that_was_begun_before_a_key_keeps_its_rules) {
  sonosweep::testing::TempDir dir;
  const sweep::StudyFolder folder(dir.path());
  const auto index = made_up_index(8);
  const auto before =
      "[segmentation]\nbest_ties = earliest\nbatch_norm = running\n[video]\nbatch_norm = running\n";
  auto record = set_up_study(index, study(before)).record;
  EXPECT_FALSE(record.study["video"].contains("batch_norm"));
  folder.open(record);
  const auto again = set_up_study(index, study(), &folder);
  EXPECT_EQ(again.study.video.batch_norm, "running");
  EXPECT_NO_THROW(folder.open(again.record));
  const auto told = set_up_study(index, study("[video]\nbatch_norm = recomputed\n"), &folder);
  EXPECT_THROW(folder.open(told.record), UsageError);
  const sweep::StudyFolder other(dir / "other");
  EXPECT_EQ(set_up_study(index, study(), &other).study.video.batch_norm, "recomputed");
}

TEST(StudySetup, videos_without_view_or_of_different_zones_make_no_samples) {
  auto index = made_up_index(8);
  for (auto& video : index.videos) video.view = "";
  auto setup = set_up_study(index, study());
  EXPECT_EQ(reason(setup, "sf_ratio"), "no video that has a day and a view has an S/F ratio");
  // One video with an S/F ratio: no pair, and nobody on the other sides.
  index = made_up_index(8);
  index.clinical.resize(1);
  setup = set_up_study(index, study());
  EXPECT_THAT(reason(setup, "sf_ratio"),
              HasSubstr("patient has a video of a day and a view with an S/F ratio"));
  EXPECT_EQ(reason(setup, "sf_change"), "no two videos of one zone have an S/F ratio");
}

// Readmission has nothing to learn then; the other tasks are said to have one class, and are trained.
TEST(StudySetup, outcomes_that_are_all_equal_serve_no_readmission) {
  for (const int outcome : {0, 1}) {
    auto index = made_up_index(8);
    const auto test = split_of(index).test;
    for (auto& patient : index.patients)
      if (std::find(test.begin(), test.end(), patient.id) == test.end()) patient.readmitted_30d = outcome;
    for (auto& row : index.clinical) row.sf_ratio = 0.7;
    auto given = study();
    given.test_ids = test;  // who is drawn depends on the outcomes
    const auto setup = set_up_study(index, given);
    EXPECT_THAT(setup.study.tasks, ElementsAre("segmentation", "sf_change", "sf_ratio"));
    EXPECT_EQ(reason(setup, "readmission"),
              std::string(outcome == 1 ? "every" : "no") +
                  " patient who is not in the test set was readmitted: there is one class to learn");
  }
}

void forget_outcomes(data::PackIndex& index, const std::vector<std::string>& patients) {
  for (auto& patient : index.patients)
    if (std::find(patients.begin(), patients.end(), patient.id) != patients.end())
      patient.readmitted_30d = -1;
}

// Whose outcomes are known decides who is drawn: the split is given.
TEST(StudySetup, readmission_needs_samples_on_every_side) {
  auto index = made_up_index(12);
  for (auto& video : index.videos)  // nobody of the test set has been seen twice
    if ((video.patient == "p0" || video.patient == "p1") && video.day == 1) video.view = "";
  const std::string alone = "[readmission]\nstart = random\n", given = "test_ids = p0, p1\n" + alone;
  EXPECT_EQ(reason(set_up_study(index, study(given)), "readmission"),
            "no test patient of known outcome has a view recorded on two days");
  EXPECT_EQ(reason(set_up_study(index, study("test_ids = p0, p2\n" + alone)), "readmission"), "");

  index = made_up_index(12);
  forget_outcomes(index, {"p0", "p1"});
  EXPECT_EQ(reason(set_up_study(index, study(given)), "readmission"),
            "no test patient of known outcome has a view recorded on two days");

  index = made_up_index(12);
  const auto folds = set_up_study(index, study(given)).record.split().folds;
  for (auto& video : index.videos)
    if (std::find(folds.at(1).begin(), folds.at(1).end(), video.patient) != folds.at(1).end())
      video.view = video.day == 1 ? "L2" : "R1";
  const auto setup = set_up_study(index, study(given));
  ASSERT_EQ(setup.record.split().folds, folds);
  EXPECT_EQ(reason(setup, "readmission"),
            "no training patient of fold 0 of known outcome has a view recorded on two days");
  EXPECT_EQ(reason(setup, "sf_ratio"), "");
}

TEST(StudySetup, sf_ratio_needs_samples_on_every_side) {
  auto index = made_up_index(8);
  const auto split = split_of(index);
  const auto without = [&](const std::vector<std::string>& patients) {
    auto less = index;
    less.clinical.erase(std::remove_if(less.clinical.begin(), less.clinical.end(),
                                       [&](const auto& row) {
                                         return std::find(patients.begin(), patients.end(), row.patient) !=
                                                patients.end();
                                       }),
                        less.clinical.end());
    return set_up_study(less, study("tasks = segmentation, sf_ratio\n"));
  };
  EXPECT_EQ(reason(without({split.test.front()}), "sf_ratio"), "");
  EXPECT_EQ(reason(without(split.test), "sf_ratio"),
            "no test patient has a video of a day and a view with an S/F ratio");
  EXPECT_THAT(without(split.test).study.tasks, ElementsAre("segmentation"));
  EXPECT_EQ(
      reason(without(split.folds.at(0)), "sf_ratio"),
      "no validation patient of fold 0 has a video of a day and a view with an S/F ratio; fewer folds may "
      "do");
}

TEST(StudySetup, sf_change_needs_training_pairs_of_its_own_rule) {
  auto index = made_up_index(8);
  // Pairs of two days in every fold, and in the test set: they are own pairs of the training patients too.
  EXPECT_EQ(reason(set_up_study(index, study("[sf_change]\ntrain_pairs = own_patient\n")), "sf_change"), "");
}

// Begun before this was asked.
TEST(StudySetup, a_study_that_was_begun_with_readmission_keeps_it) {
  sonosweep::testing::TempDir dir;
  const sweep::StudyFolder folder(dir.path());
  auto index = made_up_index(8);
  const std::string given = "test_ids = p0, p1\n";
  folder.open(set_up_study(index, study(given)).record);
  forget_outcomes(index, {"p0", "p1"});
  EXPECT_TRUE(set_up_study(index, study(given), &folder).study.has_task("readmission"));
  EXPECT_FALSE(set_up_study(index, study(given)).study.has_task("readmission"));
}

TEST(StudySetup, the_truth_control_needs_true_masks_of_every_frame) {
  auto index = made_up_index(8);
  index.has_truth = true;  // of the annotated frames only
  const auto setup = set_up_study(index, study());
  EXPECT_THAT(setup.study.controls, ElementsAre("grayscale"));
  EXPECT_EQ(setup.record.study["study"]["controls"], nlohmann::ordered_json({"grayscale"}));
  EXPECT_THAT(setup.record.skipped_tasks, IsEmpty());
}

TEST(StudySetup, the_shuffled_control_needs_them_too_and_two_videos) {
  auto index = made_up_index(8);
  const auto all = "controls = shuffled, grayscale, truth\n";
  EXPECT_THAT(set_up_study(index, study(all)).study.controls, ElementsAre("grayscale"));
  index.has_frame_truth = true;
  const auto setup = set_up_study(index, study(all));
  EXPECT_THAT(setup.study.controls, ElementsAre("shuffled", "grayscale", "truth"));
  EXPECT_EQ(study::find_run(setup.study, "sf_ratio/shuffled/fold1").input, study::VideoInput::kShuffled);
  index.videos.resize(1);
  index.annotations.resize(1);
  EXPECT_THAT(message_of<UsageError>([&] { set_up_study(index, study(all)); }),
              HasSubstr("controls = shuffled: 'made up' has one video only"));
  index.has_frame_truth = false;  // left out, so it asks for nothing; another reason stops such a study
  EXPECT_THAT(message_of<UsageError>([&] { set_up_study(index, study(all)); }),
              ::testing::Not(HasSubstr("shuffled")));
}

TEST(StudySetup, only_the_cohort_takes_part) {
  auto index = made_up_index(12);
  for (std::size_t i = 0; i < 12; ++i) index.patients[i].columns["diagnosis"] = i < 8 ? "CHF" : "COPD";
  const auto setup = set_up_study(index, study("cohort = diagnosis:CHF\n"));
  const auto& split = setup.record.split();
  std::vector<std::string> all = split.test;
  for (const auto& fold : split.folds) all.insert(all.end(), fold.begin(), fold.end());
  EXPECT_THAT(all, ::testing::UnorderedElementsAre("p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"));
  EXPECT_EQ(split.train.size() + split.validation.size() + split.test.size(), 8U);
  // Outcomes of the others serve nobody.
  for (std::size_t i = 0; i < 8; ++i) index.patients[i].readmitted_30d = -1;
  EXPECT_EQ(reason(set_up_study(index, study("cohort = diagnosis:CHF\n")), "readmission"),
            "no patient's readmission is known");
  EXPECT_THROW(set_up_study(index, study("cohort = diagnosis:CF\n")), UsageError);
}

TEST(StudySetup, fewer_patients_than_folds_matter_where_a_clinical_task_is_left) {
  auto index = made_up_index(6);
  const auto five_folds = [] {
    return study::parse_study("[study]\ntest_patients = 2\nvalidation_patients = 1\n", "s.ini");
  };
  EXPECT_THROW(set_up_study(index, five_folds()), UsageError);
  index.clinical.clear();
  for (auto& patient : index.patients) patient.readmitted_30d = -1;
  EXPECT_EQ(set_up_study(index, five_folds()).record.split().folds.size(), 5U);
}

TEST(StudySetup, options_of_the_split_reach_it) {
  const auto index = made_up_index(12);
  const auto rotating = set_up_study(index, study("outer_test = rotate\nsegmenter_crossfit = true\n"));
  ASSERT_EQ(rotating.record.splits.size(), 3U);
  for (const auto& split : rotating.record.splits) EXPECT_EQ(split.fold_segmenters.size(), 2U);
  // Segmenters of folds serve clinical tasks only.
  const auto alone = set_up_study(index, study("tasks = segmentation\nsegmenter_per_fold = true\n"));
  EXPECT_THAT(alone.record.split().fold_segmenters, IsEmpty());
}

TEST(StudySetup, a_wrong_study_file_is_said_before_the_pack_is_looked_at) {
  EXPECT_THROW(set_up_study("/not/there.h5", "/not/there.ini"), UsageError);
}

TEST(StudySetup, annotations_that_do_not_count_are_refused) {
  auto index = made_up_index(8);
  EXPECT_THROW(set_up_study(index, study("fusion = one:raeder\n")), UsageError);
  index.annotations.clear();
  EXPECT_THROW(set_up_study(index, study()), UsageError);
}

}  // namespace
}  // namespace sonosweep::jobs
