#include "train/segmenter.h"

#include <cmath>
#include <limits>

#include "core/error.h"
#include "nn/checkpoint.h"
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

void save_best(const std::filesystem::path& path, const std::string& identity, const Segmenter& segmenter,
               const nn::StateDict& weights, const BestInfo& info) {
  const auto& options = segmenter.options();
  nlohmann::ordered_json json = {{"identity", identity},
                                 {"model", "fpn"},
                                 {"encoder", options.fpn.encoder},
                                 {"in_channels", options.fpn.in_channels},
                                 {"classes", options.fpn.classes},
                                 {"mean", options.mean},
                                 {"sd", options.sd},
                                 {"epoch", info.epoch},
                                 {"val_loss", info.val_loss}};
  json["val_iou"] = std::isnan(info.val_iou) ? nlohmann::ordered_json() : nlohmann::ordered_json(info.val_iou);
  nn::save_checkpoint(path, {weights, json.dump()});
}

BestInfo load_best(const std::filesystem::path& path, const std::string& identity, Segmenter& segmenter) {
  const auto checkpoint = nn::load_checkpoint(path);
  const auto json = nlohmann::json::parse(checkpoint.metadata);
  if (json.value("identity", "") != identity)
    throw_error<DataError>("{}: weights of another run; remove the folder to train this one anew", path.string());
  nn::load_state_dict(*segmenter.network(), checkpoint.tensors, path.string());
  const auto& iou = json.at("val_iou");
  return {json.at("epoch").get<int>(),
          iou.is_null() ? std::numeric_limits<double>::quiet_NaN() : iou.get<double>(),
          json.at("val_loss").get<double>()};
}

}  // namespace sonosweep::train
