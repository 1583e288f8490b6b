#include "nn/tsm.h"

#include <torch/nn/functional/dropout.h>

#include "core/error.h"
#include "nn/init.h"

namespace sonosweep::nn {
namespace {

void check(const TsmOptions& options) {
  if (options.in_channels < 1 || options.frames < 1 || options.outputs < 0)
    throw_error<UsageError>("a TSM needs channels and frames >= 1 and outputs >= 0, not {}, {} and {}",
                            options.in_channels, options.frames, options.outputs);
  // Two parts of the channels are shifted.
  if (options.shift_div < 2) throw_error<UsageError>("shift_div is {}; it must be >= 2", options.shift_div);
  if (!(options.dropout >= 0 && options.dropout < 1))
    throw_error<UsageError>("dropout is {}; it must be in [0, 1)", options.dropout);
}

}  // namespace

TsmImpl::TsmImpl(const TsmOptions& options) : options_(options) {
  check(options);
  MobileNetV2Options base;
  base.in_channels = options.in_channels;
  base.shift = options.shift;
  base.shift_div = options.shift_div;
  base.frames = options.frames;
  base_model_ = register_module("base_model", MobileNetV2(base));
  init_mobilenet(*base_model_);
  if (options.outputs == 0) return;
  new_fc_ = register_module("new_fc", torch::nn::Linear(kFeatures, options.outputs));
  init_video_classifier(*new_fc_);
}

torch::Tensor TsmImpl::frame_features(const torch::Tensor& clips) {
  TORCH_CHECK(clips.dim() == 5 && clips.size(1) == options_.frames, "expected [B,", options_.frames,
              ",C,H,W], got ", clips.sizes());
  return base_model_(clips.flatten(0, 1));
}

torch::Tensor TsmImpl::clip_features(const torch::Tensor& clips) {
  return frame_features(clips).view({-1, options_.frames, kFeatures}).mean(1);
}

torch::Tensor TsmImpl::forward(const torch::Tensor& clips) {
  TORCH_CHECK(new_fc_, "a TSM without outputs has no classifier");
  const auto features = torch::nn::functional::dropout(
      frame_features(clips),
      torch::nn::functional::DropoutFuncOptions().p(options_.dropout).training(is_training()));
  return new_fc_(features).view({-1, options_.frames, options_.outputs}).mean(1);
}

}  // namespace sonosweep::nn
