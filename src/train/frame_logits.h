// A segmenter applied to frames as a pack holds them.
#pragma once

#include <cstdint>
#include <vector>

#include "train/segmenter.h"

namespace sonosweep::train {

// frames: uint8 [n,H,W] -> logits [n,C,H,W], without gradients. The segmenter is in evaluation mode.
std::vector<float> frame_logits(Segmenter& segmenter, std::vector<std::uint8_t> frames, int height,
                                int width);

}  // namespace sonosweep::train
