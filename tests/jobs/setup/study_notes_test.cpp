#include "jobs/setup/study_notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "jobs/made_up_index.h"
#include "jobs/setup/study_setup.h"
#include "study/study_file.h"

namespace sonosweep::jobs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::made_up_index;

// p0 and p1 test; whose S/F ratio rises, whose falls, so that nothing is to be said.
class StudyNotes : public ::testing::Test {
 protected:
  StudyNotes() {
    for (std::size_t i = 0; i < index_.clinical.size(); ++i)
      index_.clinical[i].sf_ratio =
          0.5 + (i % 4 == 1 || i % 4 == 2 ? 0.1 : 0.0) + 0.001 * static_cast<double>(i);
  }
  StudySetup set_up(const std::string& keys = "") const {
    return set_up_study(index_,
                        study::parse_study("[study]\ntest_ids = p0, p1\nvalidation_patients = 2\nfolds = "
                                           "2\n" +
                                               keys,
                                           "s.ini"));
  }
  std::vector<std::string> notes(const std::string& keys = "") const { return set_up(keys).notes; }
  // Of one of the patients, on the later day.
  double& later_ratio(std::size_t patient) { return index_.clinical.at(2 * patient + 1).sf_ratio; }

  data::PackIndex index_ = made_up_index(8);
};

TEST_F(StudyNotes, nothing_is_to_be_said_of_a_usual_study) {
  EXPECT_THAT(notes(), IsEmpty());
  EXPECT_THAT(notes("[video]\nframes = 10\n"), IsEmpty());
}

TEST_F(StudyNotes, clips_longer_than_every_video) {
  EXPECT_THAT(
      notes("[video]\nframes = 11\n"),
      ElementsAre("video.frames = 11: the longest video has 10 frames, so every clip holds frames more than "
                  "once; choose 10 or less"));
  for (auto& video : index_.videos) video.num_frames = 1;
  EXPECT_THAT(notes("[video]\nframes = 2\n"), ElementsAre(HasSubstr("the longest video has 1 frame, so")));
  EXPECT_THAT(notes("tasks = segmentation\n[video]\nframes = 2\n"), IsEmpty());
}

TEST_F(StudyNotes, a_recommendation_that_nothing_serves) {
  EXPECT_THAT(notes("recommend_by = accuracy\n"), IsEmpty());
  EXPECT_THAT(notes("recommend_by = truth_iou\n"),
              ElementsAre(HasSubstr("true structures of this data are not")));
  index_.has_truth = true;
  EXPECT_THAT(notes("recommend_by = truth_iou\n"), IsEmpty());
  const auto without =
      "study.recommend_by = rmse_max: sf_ratio is not trained, so no threshold will be recommended; "
      "add it to the tasks, or declare a metric of a task that is";
  EXPECT_THAT(notes("recommend_by = rmse_max\ntasks = segmentation\n"), ElementsAre(without));
  index_.clinical.clear();  // the data cannot serve it
  EXPECT_THAT(notes("recommend_by = rmse_max\n"), ElementsAre(without));
  EXPECT_THAT(study_notes(study::parse_study("[study]\nrecommend_by = recall\n", "s.ini")), IsEmpty());
}

TEST_F(StudyNotes, one_outcome_of_a_folds_training_patients) {
  // The one who was not readmitted validates in fold 0 or 1; the other fold trains without.
  for (auto& patient : index_.patients)
    patient.readmitted_30d = patient.id == "p0" || patient.id == "p5" ? 0 : 1;
  const auto folds = set_up().record.split().folds;
  const int with = std::count(folds.at(0).begin(), folds.at(0).end(), "p5") > 0 ? 0 : 1;
  EXPECT_THAT(notes(),
              ElementsAre("readmission: all of the training patients of fold " + std::to_string(with) +
                          " were readmitted: there is one class to learn; another split_seed, or other "
                          "folds, may do"));
}

TEST_F(StudyNotes, one_outcome_of_the_test_patients) {
  for (auto& patient : index_.patients)
    if (patient.id == "p1") patient.readmitted_30d = 0;
  EXPECT_THAT(notes(),
              ElementsAre(HasSubstr("readmission: none of the patients of the test set was readmitted: who "
                                    "answers so for everybody is right")));
}

TEST_F(StudyNotes, a_change_that_all_test_patients_share) {
  later_ratio(0) = later_ratio(1) = 0.9;
  EXPECT_THAT(notes(),
              ElementsAre(HasSubstr("sf_change: from one day to a later one the S/F ratio rises in all pairs "
                                    "of the test set: who always answers so is right")));
  EXPECT_THAT(notes("[sf_change]\neval_pairs = both\n"), IsEmpty());
  later_ratio(0) = later_ratio(1) = 0.1;
  EXPECT_THAT(notes(), ElementsAre(HasSubstr("ratio falls in all pairs of the test set")));
}

TEST_F(StudyNotes, ratios_that_are_all_equal) {
  for (auto& row : index_.clinical) row.sf_ratio = 0.7;
  EXPECT_THAT(notes(),
              ElementsAre(HasSubstr("sf_change: the S/F ratio is the same in all training pairs of fold 0, "
                                    "fold 1: there is one class to learn"),
                          HasSubstr("stays the same in all pairs of the test set"),
                          HasSubstr("sf_ratio: every training video of fold 0, fold 1 has the S/F ratio 0.7: "
                                    "there is nothing to tell apart")));
}

}  // namespace
}  // namespace sonosweep::jobs
