// A segmenter ready to be used: the network with the normalisation, device and precision it works in.
#pragma once

#include <nlohmann/json.hpp>

#include "nn/fpn.h"

namespace sonosweep::train {

struct SegmenterOptions {
  nn::FpnOptions fpn;
  double mean = 0, sd = 1;  // network input = (pixel / 255 - mean) / sd
  torch::Device device{torch::kCPU};
  bool bf16 = false;  // on a GPU only
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

// What best.pt must say beside the weights, so that they can be used.
nlohmann::ordered_json describe(const SegmenterOptions& options);

}  // namespace sonosweep::train
