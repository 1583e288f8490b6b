// TSM (Lin et al. 2019) on MobileNet-v2 (Sandler et al. 2018): a 2D network that lets neighbouring frames
// exchange an eighth of their channels. State_dict names are those of the reference implementation
// (src/nn/MODELS.md 3.4).
#pragma once

#include <torch/nn/modules/linear.h>
#include <torch/nn/pimpl.h>

#include "nn/mobilenet_v2.h"

namespace sonosweep::nn {

struct TsmOptions {
  int in_channels = 7;  // gray + C mask channels
  int frames = 8;       // T
  ShiftKind shift = ShiftKind::kBidirectional;
  int shift_div = 8;     // a 1 / shift_div of the channels is shifted, to each side
  int outputs = 0;       // K of new_fc; 0 = no classifier: the network ends with its features
  double dropout = 0.5;  // before new_fc
};

class TsmImpl : public torch::nn::Module {
 public:
  static constexpr int kFeatures = MobileNetV2Impl::kFeatures;

  // Random weights (src/nn/MODELS.md 2.3, 3.3) from torch's default generator. Throws UsageError for options
  // out of range.
  explicit TsmImpl(const TsmOptions& options);

  // clips: [B,T,C,H,W] float, T = options().frames -> frame features [B*T,1280].
  torch::Tensor frame_features(const torch::Tensor& clips);
  // -> clip features [B,1280]: mean over the frames.
  torch::Tensor clip_features(const torch::Tensor& clips);
  // -> logits [B,K]: dropout and new_fc on each frame, then the mean over the frames. Throws if outputs = 0.
  torch::Tensor forward(const torch::Tensor& clips);

  const TsmOptions& options() const { return options_; }

 private:
  TsmOptions options_;
  MobileNetV2 base_model_{nullptr};
  torch::nn::Linear new_fc_{nullptr};
};
TORCH_MODULE(Tsm);

}  // namespace sonosweep::nn
