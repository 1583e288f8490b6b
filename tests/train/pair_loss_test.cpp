// Batches of pairs that share their videos' features against one pair at a time: the same loss and the same
// gradients, in float64, with the statistics of batch norm frozen and dropout off. On a GPU too where there
// is one.
#include "train/pair_loss.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "tasks/pair_batches.h"

namespace sonosweep::train {
namespace {

constexpr int kVideos = 5;

std::vector<tasks::TaskVideo> some_videos() {
  std::vector<tasks::TaskVideo> videos(kVideos);
  for (int v = 0; v < kVideos; ++v) {
    videos[static_cast<std::size_t>(v)].zone = 1;
    videos[static_cast<std::size_t>(v)].sf_ratio = v % 3 * 0.1;
  }
  return videos;
}

class PairLoss : public ::testing::TestWithParam<c10::DeviceType> {
 protected:
  void SetUp() override {
    if (GetParam() == torch::kCUDA && !torch::cuda::is_available()) GTEST_SKIP() << "LibTorch sees no GPU";
    torch::manual_seed(3);
    VideoModelOptions options;
    options.device = GetParam();
    options.tsm.in_channels = 2;
    options.tsm.frames = 2;
    model_ = VideoModel(VideoTask::kSfChange, options);
    model_->to(torch::kDouble);
    // Of very different brightness, so that different activations are cut off.
    clips_ = (torch::rand({kVideos, 2, 2, 32, 32}, torch::kDouble) *
              torch::linspace(0.2, 3, kVideos, torch::kDouble).view({-1, 1, 1, 1, 1}))
                 .to(options.device);
    const torch::NoGradGuard no_grad;
    for (int k = 0; k < 8; ++k) model_->features(clips_);  // running statistics of this data
    for (auto& item : model_->named_parameters())
      if (item.key().rfind("head.", 0) == 0) item.value().normal_();  // so that the pairs differ
    model_->eval();
  }

  torch::Tensor clips_of(const std::vector<std::size_t>& videos) const {
    std::vector<std::int64_t> rows(videos.begin(), videos.end());
    return clips_.index_select(0, torch::tensor(rows, torch::kLong).to(clips_.device()));
  }

  VideoModel model_{nullptr};
  torch::Tensor clips_;
};

struct Passed {
  double loss = 0;
  std::vector<torch::Tensor> gradients;
};

template <typename Steps>
Passed with_gradients(VideoModel& model, Steps steps) {
  model->zero_grad();
  Passed out;
  steps(out.loss);
  for (const auto& parameter : model->parameters()) out.gradients.push_back(parameter.grad().clone());
  return out;
}

TEST_P(PairLoss, shared_features_and_one_pair_at_a_time_agree_in_loss_and_every_gradient) {
  Rng rng(1);
  const auto epoch = tasks::shared_pair_batches(some_videos(), 4, rng);
  std::size_t pairs = 0;
  for (const auto& batch : epoch) pairs += batch.pairs.size();
  ASSERT_EQ(pairs, 10U);  // 5 videos of one zone

  const auto passed_before = model_->clips_passed();
  const auto shared = with_gradients(model_, [&](double& loss) {
    for (const auto& batch : epoch) {
      const auto sum = pair_loss_sum(model_, clips_of(batch.videos), batch.pairs);
      sum.backward();
      loss += sum.item<double>();
    }
  });
  const auto shared_passes = model_->clips_passed() - passed_before;
  EXPECT_EQ(static_cast<double>(shared_passes), std::round(10 * tasks::passes_per_pair(epoch)));

  const auto plain = with_gradients(model_, [&](double& loss) {
    for (const auto& batch : epoch)
      for (const auto& pair : batch.pairs) {
        const auto clips = clips_of({batch.videos[pair.first], batch.videos[pair.second]});
        const auto one = pair_loss_sum(model_, clips, {{0, 1, pair.label}});
        one.backward();
        loss += one.item<double>();
      }
  });
  EXPECT_EQ(model_->clips_passed() - passed_before - shared_passes, 20);

  EXPECT_NEAR(shared.loss, plain.loss, 1e-7 * std::abs(plain.loss));
  const auto names = model_->named_parameters().keys();
  ASSERT_EQ(shared.gradients.size(), names.size());
  double largest = 0;
  for (const auto& gradient : plain.gradients) largest = std::max(largest, gradient.norm().item<double>());
  EXPECT_GT(largest, 1e-3);
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto difference = (shared.gradients[k] - plain.gradients[k]).norm().item<double>();
    // What both videos of every pair have in common cancels: such a gradient is 0 but for rounding.
    EXPECT_LE(difference, std::max(1e-7 * plain.gradients[k].norm().item<double>(), 1e-12 * largest))
        << names[k];
  }
}

TEST_P(PairLoss, is_the_cross_entropy_of_the_difference_by_hand) {
  const torch::NoGradGuard no_grad;
  const auto features = model_->features(clips_);
  double expected = 0;
  const std::vector<tasks::VideoPair> pairs = {{2, 4, tasks::SfChange::kIncrease},
                                               {4, 0, tasks::SfChange::kSame}};
  for (const auto& pair : pairs) {
    const auto logits = model_->outputs(
        (features[static_cast<std::int64_t>(pair.second)] - features[static_cast<std::int64_t>(pair.first)])
            .unsqueeze(0))[0];
    double sum = 0;
    for (int c = 0; c < 3; ++c) sum += std::exp(logits[c].item<double>());
    expected += std::log(sum) - logits[static_cast<int>(pair.label)].item<double>();
  }
  EXPECT_NEAR(pair_loss_sum(model_, clips_, pairs).item<double>(), expected, 1e-9 * std::abs(expected));
}

INSTANTIATE_TEST_SUITE_P(Devices, PairLoss, ::testing::Values(torch::kCPU, torch::kCUDA),
                         [](const auto& device) { return device.param == torch::kCPU ? "cpu" : "cuda"; });

}  // namespace
}  // namespace sonosweep::train
