#include "nn/resnet.h"

#include <torch/nn/functional/pooling.h>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::nn {
namespace {

constexpr int kStemWidth = 64;
constexpr int kBottleneckExpansion = 4;

torch::nn::Conv2d convolution(int in, int out, int kernel, int stride) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

}  // namespace

ResNetOptions ResNetOptions::named(const std::string& name, int in_channels) {
  if (name == "resnet18") return {{2, 2, 2, 2}, false, in_channels};
  if (name == "resnet34") return {{3, 4, 6, 3}, false, in_channels};
  if (name == "resnet50") return {{3, 4, 6, 3}, true, in_channels};
  throw_error<UsageError>("encoder '{}' is unknown; there are resnet18, resnet34, resnet50{}", name,
                          did_you_mean(name, {"resnet18", "resnet34", "resnet50"}));
}

std::array<int, 4> ResNetOptions::channels() const {
  const int expansion = bottleneck ? kBottleneckExpansion : 1;
  return {64 * expansion, 128 * expansion, 256 * expansion, 512 * expansion};
}

ResidualBlockImpl::ResidualBlockImpl(int in_channels, int width, int stride, bool bottleneck) {
  const int out_channels = bottleneck ? kBottleneckExpansion * width : width;
  conv1_ = register_module("conv1", bottleneck ? convolution(in_channels, width, 1, 1)
                                               : convolution(in_channels, width, 3, stride));
  bn1_ = register_module("bn1", torch::nn::BatchNorm2d(width));
  conv2_ = register_module("conv2", convolution(width, width, 3, bottleneck ? stride : 1));
  bn2_ = register_module("bn2", torch::nn::BatchNorm2d(width));
  if (bottleneck) {
    conv3_ = register_module("conv3", convolution(width, out_channels, 1, 1));
    bn3_ = register_module("bn3", torch::nn::BatchNorm2d(out_channels));
  }
  if (stride != 1 || in_channels != out_channels)
    downsample_ =
        register_module("downsample", torch::nn::Sequential(convolution(in_channels, out_channels, 1, stride),
                                                            torch::nn::BatchNorm2d(out_channels)));
}

torch::Tensor ResidualBlockImpl::forward(torch::Tensor x) {
  const auto identity = downsample_ ? downsample_->forward(x) : x;
  auto y = torch::relu(bn1_(conv1_(x)));
  y = bn2_(conv2_(y));
  if (conv3_) y = bn3_(conv3_(torch::relu(y)));
  return torch::relu(y + identity);
}

ResNetEncoderImpl::ResNetEncoderImpl(const ResNetOptions& options) {
  conv1_ = register_module("conv1", convolution(options.in_channels, kStemWidth, 7, 2));
  bn1_ = register_module("bn1", torch::nn::BatchNorm2d(kStemWidth));
  int in_channels = kStemWidth;
  for (std::size_t layer = 0; layer < 4; ++layer) {
    torch::nn::ModuleList blocks;
    const int width = kStemWidth << layer;
    for (int block = 0; block < options.blocks[layer]; ++block) {
      blocks->push_back(
          ResidualBlock(in_channels, width, block == 0 && layer > 0 ? 2 : 1, options.bottleneck));
      in_channels = options.channels()[layer];
    }
    layers_.push_back(register_module(fmt::format("layer{}", layer + 1), blocks));
  }
}

std::vector<torch::Tensor> ResNetEncoderImpl::forward(torch::Tensor x) {
  x = torch::relu(bn1_(conv1_(x)));
  x = torch::nn::functional::max_pool2d(x,
                                        torch::nn::functional::MaxPool2dFuncOptions(3).stride(2).padding(1));
  std::vector<torch::Tensor> features;
  for (const auto& layer : layers_) {
    for (const auto& block : *layer) x = block->as<ResidualBlock>()->forward(x);
    features.push_back(x);
  }
  return features;
}

}  // namespace sonosweep::nn
