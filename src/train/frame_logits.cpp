#include "train/frame_logits.h"

#include <torch/torch.h>

#include "train/segmentation_data.h"

namespace sonosweep::train {

std::vector<float> frame_logits(Segmenter& segmenter, std::vector<std::uint8_t> frames, int height,
                                int width) {
  const torch::NoGradGuard no_grad;
  const auto count = static_cast<std::int64_t>(frames.size()) / (std::int64_t{height} * width);
  const auto images = torch::from_blob(frames.data(), {count, 1, height, width}, torch::kByte);
  const auto logits = segmenter.logits(as_input(images.to(segmenter.options().device)))
                          .to(torch::kCPU)
                          .contiguous(torch::MemoryFormat::Contiguous);
  const float* values = logits.data_ptr<float>();
  return {values, values + logits.numel()};
}

}  // namespace sonosweep::train
