// The training of S/F change on a few made-up videos.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <set>

#include "core/rng.h"
#include "tasks/clip_frames.h"
#include "tasks/pair_batches.h"
#include "train/pair_loss.h"
#include "train/video_training_fixture.h"

namespace sonosweep::train {
namespace {

TEST_F(VideoTrainingTest, sf_change_stopped_and_continued_gives_the_same_bytes) {
  expect_stopping_changes_nothing(
      [&](const auto& folder, const StopQuestion& stop) { return sf_change(folder, stop); });
}

TEST_F(VideoTrainingTest, sf_change_passes_each_video_once_to_evaluate_its_pairs) {
  TempDir dir;
  training_.loop.epochs = 1;
  const auto outcome = sf_change(dir.path());
  // 8 training videos of one zone: 28 pairs, and all 8 for the statistics of batch norm. 4 videos each in
  // validation (passed after the epoch, and at the end) and test, 6 pairs each.
  const auto trained = static_cast<std::int64_t>(std::round(28 * outcome.passes_per_sample));
  EXPECT_LT(trained, 2 * 28);
  EXPECT_EQ(outcome.passes, trained + 8 + 4 + 4 + 4);
  EXPECT_EQ(outcome.validation.size(), 6U);
  EXPECT_EQ(outcome.test.size(), 6U);
}

TEST_F(VideoTrainingTest, sf_change_one_pair_at_a_time_passes_two_videos_a_pair) {
  TempDir dir;
  training_.loop.epochs = 1;
  change_.shared_batches = false;
  change_.both_orders = true;
  change_sets_.train = videos({"p0"});  // 4 videos: 6 pairs
  const auto outcome = sf_change(dir.path());
  EXPECT_EQ(outcome.passes_per_sample, 2);
  EXPECT_EQ(outcome.passes, 2 * 6 + 4 + 4 + 4 + 4);
  EXPECT_EQ(outcome.test.size(), 12U);
}

TEST_F(VideoTrainingTest, sf_change_predictions_are_those_of_the_pairs_and_give_the_loss) {
  TempDir dir;
  training_.loop.epochs = 1;
  const auto outcome = sf_change(dir.path());
  const auto pairs = tasks::evaluation_pairs(change_sets_.validation, false);
  ASSERT_EQ(outcome.validation.size(), pairs.size());
  double loss = 0;
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const auto& row = outcome.validation[k];
    EXPECT_EQ(row.video_first, change_sets_.validation[pairs[k].first].id);
    EXPECT_EQ(row.video_second, change_sets_.validation[pairs[k].second].id);
    EXPECT_EQ(row.label, pairs[k].label);
    double sum = 0;
    for (const double logit : row.logits) sum += std::exp(logit);
    loss += std::log(sum) - row.logits[static_cast<std::size_t>(row.label)];
  }
  const auto best = static_cast<std::size_t>(outcome.loop.best_epoch) - 1;
  EXPECT_NEAR(history(dir, kValidationLoss).at(best), loss / static_cast<double>(pairs.size()), 1e-12);
}

// One epoch that moves nothing, recomputed batch by batch.
TEST_F(VideoTrainingTest, sf_change_loss_is_a_mean_over_pairs) {
  TempDir dir;
  train_without_moving();
  training_.model.tsm.dropout = 0;
  sf_change(dir.path());
  const double reported = history(dir, kTrainLoss).at(0);
  // A head of weights N(0, 0.001) gives three classes nearly the same chance: about ln 3 for every pair.
  EXPECT_NEAR(reported, std::log(3.0), 0.01);

  auto source = clips();
  auto model = drawn_network(VideoTask::kSfChange);
  model->train();
  Rng order(seed("order")), frame_rng(seed("frames"));
  const torch::NoGradGuard no_grad;
  std::set<std::size_t> sizes;
  double loss = 0, batch_means = 0, pairs = 0, batches = 0;
  for (const auto& batch : tasks::shared_pair_batches(change_sets_.train, training_.batch, order)) {
    std::vector<tasks::TaskVideo> chosen;
    std::vector<std::vector<std::int64_t>> frames;
    for (const auto row : batch.videos) {
      chosen.push_back(change_sets_.train.at(row));
      frames.push_back(
          tasks::training_frames(chosen.back().num_frames, training_.model.tsm.frames, frame_rng));
    }
    const auto sum = pair_loss_sum(model, source.clips(chosen, frames), batch.pairs).item<double>();
    const auto size = static_cast<double>(batch.pairs.size());
    sizes.insert(batch.pairs.size());
    loss += sum;
    pairs += size;
    batch_means += sum / size;
    batches += 1;
  }
  ASSERT_EQ(pairs, 28);  // 8 videos of one zone
  ASSERT_GT(sizes.size(), 1U);
  const double expected = loss / pairs, tolerance = 1e-6 * expected;  // float32
  EXPECT_NEAR(reported, expected, tolerance);
  // The tolerance tells it from a mean over batches, in which a pair of a small batch counts more.
  EXPECT_GT(std::abs(batch_means / batches - expected), 10 * tolerance);
}

}  // namespace
}  // namespace sonosweep::train
