#include "train/segmenter.h"

#include "nn/memory_layout.h"
#include "nn/torch_version.h"

namespace sonosweep::train {

Segmenter::Segmenter(const SegmenterOptions& options) : options_(options), network_(options.fpn) {
  network_->to(options.device);
  if (options.channels_last) nn::use_channels_last(*network_);
}

torch::Tensor Segmenter::logits(const torch::Tensor& images) {
  auto x = options_.mean == 0 && options_.sd == 1 ? images : (images - options_.mean) / options_.sd;
  if (options_.channels_last) x = x.contiguous(torch::MemoryFormat::ChannelsLast);
  const nn::Bf16Autocast autocast(options_.bf16 && options_.device.is_cuda());
  return network_->forward(x).to(torch::kFloat);
}

nlohmann::ordered_json describe(const SegmenterOptions& options) {
  return {{"model", "fpn"},
          {"encoder", options.fpn.encoder},
          {"in_channels", options.fpn.in_channels},
          {"classes", options.fpn.classes},
          {"mean", options.mean},
          {"sd", options.sd}};
}

}  // namespace sonosweep::train
