// Temporal shift (Lin et al. 2019): neighbouring frames of a clip exchange a part of their channels. No
// weights.
#pragma once

#include <torch/types.h>

#include <string>

namespace sonosweep::nn {

enum class ShiftKind {
  kOff,
  kBidirectional,   // one part from the next frame, one from the previous
  kUnidirectional,  // one part from the previous frame: can run frame by frame
};

// "off", "bidirectional", "unidirectional". Throws UsageError naming the nearest.
ShiftKind parse_shift(const std::string& name);

// x: [B*T,C,H,W], the T frames of a clip in a row -> the same shape and memory order. With f = C / shift_div
// (rounded down), bidirectional: channels [0,f) come from frame t+1, [f,2f) from frame t-1, the rest stays;
// unidirectional: [0,f) come from frame t-1. Zeros where a clip has no such frame. Differentiable.
torch::Tensor temporal_shift(const torch::Tensor& x, int frames, int shift_div, ShiftKind kind);

}  // namespace sonosweep::nn
