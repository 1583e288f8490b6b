// MobileNet-v2 (Sandler et al. 2018), width 1.0, without its classifier, with room for temporal shifts. Names
// are those of the TSM reference implementation: features.i.conv.k, and features.i.conv.0.net where a shift
// stands before the convolution (src/nn/MODELS.md 2.2, 3.1).
#pragma once

#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/pimpl.h>

#include "nn/temporal_shift.h"

namespace sonosweep::nn {

struct MobileNetV2Options {
  int in_channels = 3;
  ShiftKind shift = ShiftKind::kOff;  // off: no block is named .net
  int shift_div = 8;
  int frames = 1;  // of a clip
};

class MobileNetV2Impl : public torch::nn::Module {
 public:
  static constexpr int kFeatures = 1280;

  // Weights as torch's modules start; init_mobilenet() makes them the paper's.
  explicit MobileNetV2Impl(const MobileNetV2Options& options);

  // x: [N,in,H,W], N a multiple of `frames` -> mean over the positions [N,kFeatures].
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::nn::Sequential features_;
};
TORCH_MODULE(MobileNetV2);

}  // namespace sonosweep::nn
