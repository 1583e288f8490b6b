// Annotated frames as tensors.
#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "data/basis_points.h"
#include "data/pack_reader.h"

namespace sonosweep::train {

struct SegmentationSamples {
  torch::Tensor images;               // uint8 [n,1,H,W]
  torch::Tensor confidence;           // int16 [n,C,H,W], basis points 0..10000 (annotators fused)
  torch::Tensor truth;                // uint8 [n,C,H,W], 0/1; undefined where the pack has none
  std::vector<std::string> patients;  // [n], whose images they are
  std::int64_t size() const { return images.size(0); }
};

// All annotated frames of these patients, by row of /videos and frame. Throws DataError (damaged pack, size
// of the machine's memory aside: one frame and C maps per annotation are held).
SegmentationSamples load_segmentation_samples(const data::PackReader& pack, const data::Fusion& fusion,
                                              const std::vector<std::string>& patients);

// Mean and standard deviation of all pixels / 255. sd is at least 0.001.
struct PixelStatistics {
  double mean = 0, sd = 1;
};
PixelStatistics pixel_statistics(const SegmentationSamples& samples);

// uint8 images as the network takes them: float [B,1,H,W] in [0,1].
torch::Tensor as_input(const torch::Tensor& images);

}  // namespace sonosweep::train
