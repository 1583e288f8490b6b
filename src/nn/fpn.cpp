#include "nn/fpn.h"

#include <torch/nn/functional/dropout.h>
#include <torch/nn/functional/padding.h>
#include <torch/nn/functional/upsampling.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/normalization.h>

#include <algorithm>

#include "core/error.h"
#include "nn/init.h"

namespace sonosweep::nn {
namespace {

namespace F = torch::nn::functional;

constexpr int kGroups = 32;
constexpr std::int64_t kDivisor = 32;

torch::Tensor upsample_bilinear(const torch::Tensor& x, double factor) {
  return F::interpolate(x, F::InterpolateFuncOptions()
                               .scale_factor(std::vector<double>{factor, factor})
                               .mode(torch::kBilinear)
                               .align_corners(true));
}

torch::Tensor upsample_nearest(const torch::Tensor& x) {
  return F::interpolate(
      x, F::InterpolateFuncOptions().scale_factor(std::vector<double>{2, 2}).mode(torch::kNearest));
}

// Conv3x3 - GroupNorm - ReLU, then bilinear x2 if it upsamples.
class UnitImpl : public torch::nn::Module {
 public:
  UnitImpl(int in, int out, bool upsample) : upsample_(upsample) {
    block_ = register_module(
        "block",
        torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 3).padding(1).bias(false)),
                              torch::nn::GroupNorm(kGroups, out), torch::nn::ReLU()));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = block_->forward(x);
    return upsample_ ? upsample_bilinear(x, 2) : x;
  }

 private:
  bool upsample_;
  torch::nn::Sequential block_{nullptr};
};
TORCH_MODULE(Unit);

// max(1, upsamplings) units in a row.
class SegmentationBlockImpl : public torch::nn::Module {
 public:
  SegmentationBlockImpl(int in, int out, int upsamplings) {
    for (int k = 0; k < std::max(1, upsamplings); ++k)
      block_->push_back(Unit(k == 0 ? in : out, out, upsamplings > 0));
    register_module("block", block_);
  }
  torch::Tensor forward(torch::Tensor x) {
    for (const auto& unit : *block_) x = unit->as<Unit>()->forward(x);
    return x;
  }

 private:
  torch::nn::ModuleList block_;
};
TORCH_MODULE(SegmentationBlock);

// Exists for its name: decoder.p4.skip_conv.
class LateralImpl : public torch::nn::Module {
 public:
  LateralImpl(int in, int out)
      : skip_conv(register_module("skip_conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 1)))) {}
  torch::nn::Conv2d skip_conv;
};
TORCH_MODULE(Lateral);

std::int64_t padding_for(std::int64_t size) {
  return (kDivisor - size % kDivisor) % kDivisor;
}

}  // namespace

FpnDecoderImpl::FpnDecoderImpl(const FpnOptions& options, const std::array<int, 4>& channels)
    : dropout_(options.dropout) {
  const int pyramid = options.pyramid_channels;
  p5_ = register_module("p5", torch::nn::Conv2d(torch::nn::Conv2dOptions(channels[3], pyramid, 1)));
  for (int level = 4; level >= 2; --level) {
    Lateral lateral(channels[static_cast<std::size_t>(level - 2)], pyramid);
    register_module(fmt::format("p{}", level), lateral);
    laterals_.push_back(lateral->skip_conv);
  }
  for (const int upsamplings : {3, 2, 1, 0})
    seg_blocks_->push_back(SegmentationBlock(pyramid, options.segmentation_channels, upsamplings));
  register_module("seg_blocks", seg_blocks_);
}

torch::Tensor FpnDecoderImpl::forward(const std::vector<torch::Tensor>& features) {
  auto pyramid = p5_(features.at(3));
  auto merged = seg_blocks_[0]->as<SegmentationBlock>()->forward(pyramid);
  for (std::size_t k = 0; k < laterals_.size(); ++k) {
    pyramid = upsample_nearest(pyramid) + laterals_[k](features.at(2 - k));
    merged = merged + seg_blocks_[k + 1]->as<SegmentationBlock>()->forward(pyramid);
  }
  return F::dropout2d(merged, F::Dropout2dFuncOptions().p(dropout_).training(is_training()));
}

FpnImpl::FpnImpl(const FpnOptions& options) {
  if (options.classes < 1 || options.in_channels < 1)
    throw UsageError("an FPN needs classes and channels >= 1");
  const auto resnet = ResNetOptions::named(options.encoder, options.in_channels);
  encoder = register_module("encoder", ResNetEncoder(resnet));
  decoder = register_module("decoder", FpnDecoder(options, resnet.channels()));
  segmentation_head =
      register_module("segmentation_head", torch::nn::Sequential(torch::nn::Conv2d(torch::nn::Conv2dOptions(
                                               options.segmentation_channels, options.classes, 1))));
  // Not in the children's constructors: a module cannot list its parts before it is owned.
  init_resnet(*encoder, encoder->stem_weight());
  init_decoder(*decoder);
  init_head(*segmentation_head);
}

torch::Tensor FpnImpl::forward(const torch::Tensor& x) {
  TORCH_CHECK(x.dim() == 4, "expected [B,C,H,W], got ", x.sizes());
  const auto height = x.size(2), width = x.size(3);
  const auto bottom = padding_for(height), right = padding_for(width);
  const auto padded = bottom + right == 0 ? x : F::pad(x, F::PadFuncOptions({0, right, 0, bottom}));
  const auto logits = upsample_bilinear(segmentation_head->forward(decoder(encoder(padded))), 4);
  return logits.slice(2, 0, height).slice(3, 0, width);  // [B,classes,H,W]
}

}  // namespace sonosweep::nn
