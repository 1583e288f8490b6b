// The training of S/F change on a few made-up videos.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <set>

#include "core/rng.h"
#include "message_of.h"
#include "nn/checkpoint.h"
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

// The network does not move: what own_prior adds to its logits is all that differs.
TEST_F(VideoTrainingTest, sf_change_own_prior_is_added_to_the_logits) {
  TempDir a, b;
  train_without_moving();
  const auto plain = sf_change(a.path());
  change_.class_weights = tasks::ClassWeights::kOwnPrior;
  const auto shifted = sf_change(b.path());
  const auto prior =
      tasks::class_prior(tasks::ClassWeights::kOwnPrior, tasks::training_pairs(change_sets_.train),
                         tasks::evaluation_pairs(change_sets_.train, false));
  ASSERT_TRUE(prior.shift);
  EXPECT_GT(prior.shift->at(1), 0);  // "same" is a third of a patient's own pairs, a seventh of all
  ASSERT_EQ(plain.test.size(), shifted.test.size());
  for (std::size_t k = 0; k < plain.test.size(); ++k)
    for (std::size_t c = 0; c < 3; ++c)
      EXPECT_NEAR(shifted.test[k].logits.at(c) - plain.test[k].logits.at(c), prior.shift->at(c), 1e-6);
  EXPECT_EQ(history(a, kTrainLoss), history(b, kTrainLoss));
  EXPECT_NE(history(a, kValidationLoss), history(b, kValidationLoss));
  EXPECT_EQ(nn::load_checkpoint(a / "best.pt").metadata.find("output_rule"), std::string::npos);
  EXPECT_NE(nn::load_checkpoint(b / "best.pt").metadata.find("added_to_logits"), std::string::npos);
}

TEST_F(VideoTrainingTest, sf_change_weights_of_classes_reach_the_loss) {
  auto source = clips();
  auto model = drawn_network(VideoTask::kSfChange);
  model->eval();
  const auto& videos = change_sets_.train;
  const std::vector<tasks::VideoPair> pairs = {{0, 1, tasks::SfChange::kSame},
                                               {0, 2, tasks::SfChange::kIncrease}};
  const auto frames = std::vector<std::vector<std::int64_t>>(3, {0, 0, 0, 0});
  const auto x = source.clips({videos[0], videos[1], videos[2]}, frames);
  const auto loss = [&](const std::vector<tasks::VideoPair>& of,
                        std::optional<std::array<double, 3>> weights) {
    const torch::NoGradGuard no_grad;
    return pair_loss_sum(model, x, of, weights).item<double>();
  };
  const double same = loss({pairs[0]}, {}), increase = loss({pairs[1]}, {});
  EXPECT_NEAR(loss(pairs, {{5, 2, 0.5}}), 2 * same + 0.5 * increase, 1e-5);
  TempDir a, b;
  train_without_moving();
  sf_change(a.path());
  change_.class_weights = tasks::ClassWeights::kBalanced;
  sf_change(b.path());
  EXPECT_NE(history(a, kTrainLoss), history(b, kTrainLoss));
}

TEST_F(VideoTrainingTest, sf_change_trains_on_the_pairs_that_are_asked_for) {
  TempDir a, b, c;
  training_.loop.epochs = 1;
  change_.shared_batches = false;  // two passes a pair: passes count pairs
  const auto all = sf_change(a.path());
  change_.train_pairs = tasks::TrainPairs::kOwnPatient;
  const auto own = sf_change(b.path());
  EXPECT_EQ(all.passes - own.passes, 2 * (28 - 12));  // 8 videos of one zone, 4 of each patient
  change_.train_pairs = tasks::TrainPairs::kNotSameDay;
  EXPECT_EQ(all.passes - sf_change(c.path()).passes, 2 * 4);  // two views on each of a patient's two days
  TempDir d;
  change_.train_pairs = tasks::TrainPairs::kOwnPatient;
  change_sets_.train = {change_sets_.train.front(), change_sets_.train.back()};
  EXPECT_THAT(testing::message_of<DataError>([&] { sf_change(d.path()); }),
              ::testing::HasSubstr("train_pairs leaves none of the 1 pairs"));
}

}  // namespace
}  // namespace sonosweep::train
