#include "nn/mobilenet_v2.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

namespace sonosweep::nn {
namespace {

constexpr int kFirstWidth = 32;

// A row of equal blocks; the stride is that of the first.
struct Stage {
  int expansion, channels, blocks, stride;
};
constexpr Stage kStages[] = {{1, 16, 1, 1}, {6, 24, 2, 2},  {6, 32, 3, 2}, {6, 64, 4, 2},
                             {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};

torch::nn::Conv2d plain_conv(int in, int out, int kernel, int stride = 1, int groups = 1) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, kernel)
                               .stride(stride)
                               .padding(kernel / 2)
                               .groups(groups)
                               .bias(false));
}

torch::nn::ReLU6 relu6() {
  return torch::nn::ReLU6(torch::nn::ReLU6Options().inplace(true));
}

// Convolution 0, batch norm 1, ReLU6. A class of its own: a Sequential cannot hold a Sequential.
class ConvUnitImpl : public torch::nn::Module {
 public:
  ConvUnitImpl(int in, int out, int kernel, int stride)
      : conv_(register_module("0", plain_conv(in, out, kernel, stride))),
        bn_(register_module("1", torch::nn::BatchNorm2d(out))) {}
  torch::Tensor forward(const torch::Tensor& x) { return torch::relu6(bn_(conv_(x))); }

 private:
  torch::nn::Conv2d conv_;
  torch::nn::BatchNorm2d bn_;
};
TORCH_MODULE(ConvUnit);

// The temporal shift, then the 1x1 convolution `net`.
class ShiftedConvImpl : public torch::nn::Module {
 public:
  ShiftedConvImpl(int in, int out, const MobileNetV2Options& options)
      : options_(options), net_(register_module("net", plain_conv(in, out, 1))) {}
  torch::Tensor forward(const torch::Tensor& x) {
    return net_(temporal_shift(x, options_.frames, options_.shift_div, options_.shift));
  }

 private:
  MobileNetV2Options options_;
  torch::nn::Conv2d net_;
};
TORCH_MODULE(ShiftedConv);

// Expansion (not if 1), depthwise 3x3, projection without ReLU; plus the input where the shapes allow it.
class InvertedResidualImpl : public torch::nn::Module {
 public:
  InvertedResidualImpl(int in, int out, int stride, int expansion, const MobileNetV2Options& options)
      : residual_(stride == 1 && in == out) {
    const int hidden = in * expansion;
    if (expansion != 1) {
      // Only the residual branch is shifted: the identity keeps the frame's own information.
      if (residual_ && options.shift != ShiftKind::kOff) {
        conv_->push_back(ShiftedConv(in, hidden, options));
      } else {
        conv_->push_back(plain_conv(in, hidden, 1));
      }
      conv_->push_back(torch::nn::BatchNorm2d(hidden));
      conv_->push_back(relu6());
    }
    conv_->push_back(plain_conv(hidden, hidden, 3, stride, hidden));
    conv_->push_back(torch::nn::BatchNorm2d(hidden));
    conv_->push_back(relu6());
    conv_->push_back(plain_conv(hidden, out, 1));
    conv_->push_back(torch::nn::BatchNorm2d(out));
    register_module("conv", conv_);
  }
  torch::Tensor forward(const torch::Tensor& x) {
    const auto y = conv_->forward(x);
    return residual_ ? x + y : y;
  }

 private:
  bool residual_;
  torch::nn::Sequential conv_;
};
TORCH_MODULE(InvertedResidual);

}  // namespace

MobileNetV2Impl::MobileNetV2Impl(const MobileNetV2Options& options) {
  features_->push_back(ConvUnit(options.in_channels, kFirstWidth, 3, 2));
  int channels = kFirstWidth;
  for (const auto& stage : kStages) {
    for (int block = 0; block < stage.blocks; ++block) {
      const int stride = block == 0 ? stage.stride : 1;
      features_->push_back(InvertedResidual(channels, stage.channels, stride, stage.expansion, options));
      channels = stage.channels;
    }
  }
  features_->push_back(ConvUnit(channels, kFeatures, 1, 1));
  register_module("features", features_);
}

torch::Tensor MobileNetV2Impl::forward(const torch::Tensor& x) {
  return features_->forward(x).mean({2, 3});
}

}  // namespace sonosweep::nn
