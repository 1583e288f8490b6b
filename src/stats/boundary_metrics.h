// How far apart the outlines of two masks are.
#pragma once

#include <cstdint>
#include <vector>

namespace sonosweep::stats {

struct BoundaryScores {
  double f1 = 0;    // 0..1
  double hd95 = 0;  // pixels
};

// Boundary: pixels of the mask with a 4-neighbour outside the mask; outside the image is outside the mask.
// mask, result: 0/1 [H,W].
std::vector<std::uint8_t> mask_boundary(const std::vector<std::uint8_t>& mask, int height, int width);

// f1: harmonic mean of the share of predicted boundary pixels within `tolerance` pixels (Euclidean,
// inclusive) of
//   the label's boundary, and the reverse (Csurka et al., "What is a good evaluation measure for semantic
//   segmentation?", BMVC 2013).
// hd95: larger of the two directed 95th percentiles of boundary distance, percentiles interpolated linearly
//   (Maier-Hein, Reinke et al., "Metrics reloaded", Nature Methods 2024).
// One mask empty: f1 = 0, hd95 = diagonal of the image, sqrt(H^2 + W^2). Both empty: NaN, NaN (not defined).
BoundaryScores compare_boundaries(const std::vector<std::uint8_t>& prediction,
                                  const std::vector<std::uint8_t>& label, int height, int width,
                                  double tolerance);

}  // namespace sonosweep::stats
