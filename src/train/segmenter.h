// A segmenter ready to be used: the network with the normalisation, device and precision it works in.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "nn/fpn.h"
#include "nn/state_dict.h"

namespace sonosweep::train {

struct SegmenterOptions {
  nn::FpnOptions fpn;
  double mean = 0, sd = 1;  // network input = (pixel / 255 - mean) / sd
  torch::Device device{torch::kCPU};
  bool bf16 = false;           // on a GPU only
  bool channels_last = false;
};

class Segmenter {
 public:
  // Random weights from torch's default generator.
  explicit Segmenter(const SegmenterOptions& options);

  // images: float [B,1,H,W] in [0,1] on the device -> logits float [B,C,H,W].
  torch::Tensor logits(const torch::Tensor& images);

  nn::Fpn& network() { return network_; }
  const SegmenterOptions& options() const { return options_; }

 private:
  SegmenterOptions options_;
  nn::Fpn network_;
};

// What a best.pt knows beside the weights.
struct BestInfo {
  int epoch = 0;  // from 1; 0 = none
  double val_iou = 0, val_loss = 0;
};

// best.pt: weights, and in its metadata what is needed to use them. `identity` says which run it is of.
void save_best(const std::filesystem::path& path, const std::string& identity, const Segmenter& segmenter,
               const nn::StateDict& weights, const BestInfo& info);

// Loads weights into `segmenter`. Throws DataError: damaged, another run's, another model's.
BestInfo load_best(const std::filesystem::path& path, const std::string& identity, Segmenter& segmenter);

}  // namespace sonosweep::train
