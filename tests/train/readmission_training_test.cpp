// The training of readmission on a few made-up videos.
#include <gtest/gtest.h>

#include <cmath>

#include "train/video_training_fixture.h"

namespace sonosweep::train {
namespace {

TEST_F(VideoTrainingTest, readmission_stopped_and_continued_gives_the_same_bytes) {
  TempDir start;
  train_without_moving();
  sf_change(start.path());
  start_from_ = start / "best.pt";
  training_.loop.epochs = 2;
  training_.loop.lr = 1e-3;
  expect_stopping_changes_nothing(
      [&](const auto& folder, const StopQuestion& stop) { return readmission(folder, stop); });
}

TEST_F(VideoTrainingTest, readmission_starts_from_the_given_weights_with_a_head_of_its_own) {
  TempDir start, from_start, from_random;
  training_.loop.epochs = 1;
  training_.stream = "sf_change/fold0";
  sf_change(start.path());
  train_without_moving();
  training_.stream = "readmission/fold0";
  readmission(from_random.path());
  start_from_ = start / "best.pt";
  readmission(from_start.path());
  const auto given = learned(start / "best.pt", "tsm.");
  EXPECT_TRUE(equal(learned(from_start / "best.pt", "tsm."), given));
  EXPECT_FALSE(equal(learned(from_random / "best.pt", "tsm."), given));
  EXPECT_TRUE(equal(learned(from_start / "best.pt", "head."), learned(from_random / "best.pt", "head.")));
}

TEST_F(VideoTrainingTest, readmission_predictions_are_those_of_the_views_and_give_the_loss) {
  TempDir dir;
  readmission_sets_.validation = views({"p2", "p3"});
  // Several videos on a day: their mean. The same one twice is that one.
  for (auto& view : readmission_sets_.test.views) view.second_day.push_back(view.second_day.at(0));
  const auto outcome = readmission(dir.path());
  EXPECT_EQ(outcome.passes_per_sample, 2);  // one video a view on each of two days
  ASSERT_EQ(outcome.validation.size(), 4U);
  double loss = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    const auto& row = outcome.validation[k];
    const auto& view = readmission_sets_.validation.views[k];
    EXPECT_EQ(row.patient, view.patient);
    EXPECT_EQ(row.view, view.view);
    EXPECT_EQ(row.label, view.label);
    loss += std::log(std::exp(row.logit_no) + std::exp(row.logit_yes)) -
            (row.label == 1 ? row.logit_yes : row.logit_no);
  }
  const auto best = static_cast<std::size_t>(outcome.loop.best_epoch) - 1;
  EXPECT_NEAR(history(dir, kValidationLoss).at(best), loss / 4, 1e-12);
  ASSERT_EQ(outcome.test.size(), 2U);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_EQ(outcome.test[k].patient, "p3");
    EXPECT_NEAR(outcome.test[k].logit_no, outcome.validation[2 + k].logit_no, 1e-5);
    EXPECT_NEAR(outcome.test[k].logit_yes, outcome.validation[2 + k].logit_yes, 1e-5);
  }
}

}  // namespace
}  // namespace sonosweep::train
