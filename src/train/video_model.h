// The network of a clinical task: TSM makes one feature of a clip, a small head makes the task's outputs of
// it.
#pragma once

#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/pimpl.h>

#include <nlohmann/json.hpp>

#include "nn/tsm.h"

namespace sonosweep::train {

// kSfChange     dropout, Linear(1280, 3) on feature(second) - feature(first)
// kSfRatio      dropout, Linear(1280, 256), ReLU, Linear(256, 64), ReLU, Linear(64, 1) on a feature
// kReadmission  dropout, Linear(1280, 2) on the difference of the days' mean features
enum class VideoTask { kSfChange, kSfRatio, kReadmission };
// "sf_change", "sf_ratio", "readmission".
const char* video_task_name(VideoTask task);

struct VideoModelOptions {
  nn::TsmOptions tsm;  // in_channels is taken from the clips, outputs stay 0; dropout is the head's
  torch::Device device{torch::kCPU};
  bool bf16 = false;  // on a GPU only
  bool channels_last = false;
};

class VideoModelImpl : public torch::nn::Module {
 public:
  // Random weights from torch's default generator. A head of one layer starts as TSM's classifier does, N(0,
  // 0.001) with bias 0; the layers of a deeper one as torch's do.
  VideoModelImpl(VideoTask task, const VideoModelOptions& options);

  // clips: float [B,T,C,H,W], on any device -> [B,1280]. Throws UsageError while training on so little that
  // batch normalisation would see a single value.
  torch::Tensor features(const torch::Tensor& clips);
  // [B,1280] -> [B,outputs].
  torch::Tensor outputs(const torch::Tensor& features) { return head_->forward(features); }

  // Lets every output begin at `value`: the bias of the head's last layer.
  void start_outputs_at(double value);

  // Clips that have passed through TSM so far: what a training costs.
  std::int64_t clips_passed() const { return clips_passed_; }
  const VideoModelOptions& options() const { return options_; }
  // "model", "task", and the options that decide what the weights mean.
  nlohmann::ordered_json description() const;

  nn::Tsm tsm{nullptr};

 private:
  VideoTask task_;
  VideoModelOptions options_;
  torch::nn::Sequential head_{nullptr};
  std::int64_t clips_passed_ = 0;
};
TORCH_MODULE(VideoModel);

// TSM's weights of the best.pt at `path` into `model`; its head stays. Throws DataError: missing, damaged,
// not of a video network, of one with other channels or another shift.
void start_from_weights(VideoModel& model, const std::filesystem::path& path);

}  // namespace sonosweep::train
