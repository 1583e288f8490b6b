#include "nn/temporal_shift.h"

#include <vector>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::nn {
namespace {

// part: [B*T,f,H,W] -> at frame t what was at frame t - by; zeros from outside the clip.
torch::Tensor moved_in_time(const torch::Tensor& part, int frames, int by) {
  const auto clips = part.reshape({-1, frames, part.size(1), part.size(2), part.size(3)});
  // A negative padding cuts off. Pairs from the last dimension to that of time.
  return torch::constant_pad_nd(clips, {0, 0, 0, 0, 0, 0, by, -by}).reshape(part.sizes());
}

}  // namespace

ShiftKind parse_shift(const std::string& name) {
  if (name == "off") return ShiftKind::kOff;
  if (name == "bidirectional") return ShiftKind::kBidirectional;
  if (name == "unidirectional") return ShiftKind::kUnidirectional;
  throw_error<UsageError>("shift '{}' is unknown; there are bidirectional, unidirectional, off{}", name,
                          did_you_mean(name, {"bidirectional", "unidirectional", "off"}));
}

torch::Tensor temporal_shift(const torch::Tensor& x, int frames, int shift_div, ShiftKind kind) {
  if (kind == ShiftKind::kOff) return x;
  TORCH_CHECK(x.dim() == 4 && frames > 0 && x.size(0) % frames == 0, "expected [B*", frames, ",C,H,W], got ",
              x.sizes());
  const auto fold = x.size(1) / shift_div;
  if (fold == 0) return x;
  std::vector<torch::Tensor> parts;
  std::int64_t channel = 0;
  const auto move_fold = [&](int by) {
    const auto moved = moved_in_time(x.slice(1, channel, channel + fold), frames, by);
    // Parts of one memory order keep the whole in it: channels-last would be lost otherwise.
    parts.push_back(moved.contiguous(x.suggest_memory_format()));
    channel += fold;
  };
  if (kind == ShiftKind::kBidirectional) move_fold(-1);
  move_fold(1);
  parts.push_back(x.slice(1, channel));
  return torch::cat(parts, 1);
}

}  // namespace sonosweep::nn
