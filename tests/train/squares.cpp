#include "train/squares.h"

#include <torch/torch.h>

#include <string>

#include "core/rng.h"

namespace sonosweep::train {

SegmentationSamples squares(std::int64_t n, std::uint64_t seed) {
  Rng rng(seed);
  SegmentationSamples out;
  out.images = torch::full({n, 1, 32, 32}, 40, torch::kByte);
  out.confidence = torch::zeros({n, 1, 32, 32}, torch::kShort);
  for (std::int64_t i = 0; i < n; ++i) {
    const auto y = static_cast<std::int64_t>(2 + rng.below(14)),
               x = static_cast<std::int64_t>(2 + rng.below(14));
    out.confidence[i][0].slice(0, y, y + 14).slice(1, x, x + 14).fill_(5000);
    out.confidence[i][0].slice(0, y + 2, y + 12).slice(1, x + 2, x + 12).fill_(10000);
    out.patients.push_back(i % 3 == 1 ? "p1" : "p0");
    out.images[i][0].slice(0, y + 1, y + 13).slice(1, x + 1, x + 13).fill_(220);
  }
  return out;
}

}  // namespace sonosweep::train
