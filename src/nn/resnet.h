// ResNet encoder (He et al. 2016, "v1.5": the stride of a bottleneck is on its 3x3 convolution), without
// pooling and classifier; child names are torchvision's.
#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/pimpl.h>

#include <array>
#include <string>
#include <vector>

namespace sonosweep::nn {

struct ResNetOptions {
  std::array<int, 4> blocks{3, 4, 6, 3};
  bool bottleneck = false;
  int in_channels = 1;

  // "resnet18", "resnet34", "resnet50". Throws UsageError.
  static ResNetOptions named(const std::string& name, int in_channels);
  // Channels of c2..c5.
  std::array<int, 4> channels() const;
};

// One residual block, basic or bottleneck. [B,C,H,W] -> [B,out,H/stride,W/stride].
class ResidualBlockImpl : public torch::nn::Module {
 public:
  ResidualBlockImpl(int in_channels, int width, int stride, bool bottleneck);
  torch::Tensor forward(torch::Tensor x);

 private:
  torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr}, conv3_{nullptr};
  torch::nn::BatchNorm2d bn1_{nullptr}, bn2_{nullptr}, bn3_{nullptr};
  torch::nn::Sequential downsample_{nullptr};
};
TORCH_MODULE(ResidualBlock);

class ResNetEncoderImpl : public torch::nn::Module {
 public:
  explicit ResNetEncoderImpl(const ResNetOptions& options);
  // [B,in,H,W], H and W divisible by 32 -> c2 (1/4), c3 (1/8), c4 (1/16), c5 (1/32).
  std::vector<torch::Tensor> forward(torch::Tensor x);
  const torch::Tensor& stem_weight() const { return conv1_->weight; }

 private:
  torch::nn::Conv2d conv1_{nullptr};
  torch::nn::BatchNorm2d bn1_{nullptr};
  std::vector<torch::nn::ModuleList> layers_;
};
TORCH_MODULE(ResNetEncoder);

}  // namespace sonosweep::nn
