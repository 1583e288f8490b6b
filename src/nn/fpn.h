// Feature pyramid network for segmentation (Kirillov et al. 2019, panoptic FPN), with the names, numbers and
// initialisation of segmentation_models.pytorch (src/nn/MODELS.md section 1).
#pragma once

#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <string>
#include <vector>

#include "nn/resnet.h"

namespace sonosweep::nn {

struct FpnOptions {
  std::string encoder = "resnet34";
  int in_channels = 1;
  int classes = 6;
  int pyramid_channels = 256;
  int segmentation_channels = 128;
  double dropout = 0.2;  // of whole channels, before the head
};

// c2..c5 -> [B,segmentation_channels,H/4,W/4].
class FpnDecoderImpl : public torch::nn::Module {
 public:
  FpnDecoderImpl(const FpnOptions& options, const std::array<int, 4>& channels);
  torch::Tensor forward(const std::vector<torch::Tensor>& features);

 private:
  double dropout_;
  torch::nn::Conv2d p5_{nullptr};
  std::vector<torch::nn::Conv2d> laterals_;  // p4, p3, p2
  torch::nn::ModuleList seg_blocks_;
};
TORCH_MODULE(FpnDecoder);

class FpnImpl : public torch::nn::Module {
 public:
  // Random weights from torch's default generator. Throws UsageError for an unknown encoder.
  explicit FpnImpl(const FpnOptions& options);

  // x: [B,in,H,W] float, any H and W >= 1 (padded with zeros at the bottom and right to multiples of 32, the
  // result cropped again) -> logits [B,classes,H,W].
  torch::Tensor forward(const torch::Tensor& x);

  ResNetEncoder encoder{nullptr};
  FpnDecoder decoder{nullptr};
  torch::nn::Sequential segmentation_head{nullptr};
};
TORCH_MODULE(Fpn);

}  // namespace sonosweep::nn
