// The training of the S/F ratio on a few made-up videos.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <map>

#include "train/video_training_fixture.h"

namespace sonosweep::train {
namespace {

TEST_F(VideoTrainingTest, sf_ratio_stopped_and_continued_gives_the_same_bytes) {
  expect_stopping_changes_nothing(
      [&](const auto& folder, const StopQuestion& stop) { return sf_ratio(folder, stop); });
}

TEST_F(VideoTrainingTest, sf_ratio_starts_at_the_training_mean) {
  TempDir dir;
  train_without_moving();
  ratio_sets_.train.pop_back();
  sf_ratio(dir.path());
  // p0: 0.4 and 0.65, p1: 0.5 and 0.75, from two views each, but p1's last: (2.1 + 1.75) / 7. The validation
  // mean would be 0.725.
  const auto state = nn::state_dict(*drawn_network(VideoTask::kSfRatio));
  const std::map<std::string, torch::Tensor> drawn(state.begin(), state.end());
  int biases = 0;
  for (const auto& [key, tensor] : learned(dir / "best.pt", "")) {
    if (key == "head.5.bias") {  // of Linear(64, 1)
      EXPECT_FLOAT_EQ(tensor.item<float>(), 0.55F);
      ++biases;
    } else {
      EXPECT_TRUE(torch::equal(tensor, drawn.at(key))) << key;
    }
  }
  EXPECT_EQ(biases, 1);
}

TEST_F(VideoTrainingTest, sf_ratio_learns_what_is_easy_and_reports_its_squared_error) {
  TempDir dir;
  training_.loop.epochs = 6;
  training_.model.tsm.dropout = 0;
  const auto outcome = sf_ratio(dir.path());
  const auto losses = history(dir, kTrainLoss);
  EXPECT_LT(losses.back(), 0.5 * losses.front());
  ASSERT_EQ(outcome.validation.size(), 4U);
  double sum = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    const auto& row = outcome.validation[k];
    EXPECT_EQ(row.video, ratio_sets_.validation[k].id);
    EXPECT_EQ(row.patient, "p2");
    EXPECT_EQ(row.day, ratio_sets_.validation[k].day);
    EXPECT_EQ(row.view, ratio_sets_.validation[k].view);
    EXPECT_EQ(row.target, ratio_sets_.validation[k].sf_ratio);
    sum += (row.prediction - row.target) * (row.prediction - row.target);
  }
  const auto best = static_cast<std::size_t>(outcome.loop.best_epoch) - 1;
  EXPECT_NEAR(history(dir, kValidationLoss).at(best), sum / 4, 1e-12);
}

}  // namespace
}  // namespace sonosweep::train
