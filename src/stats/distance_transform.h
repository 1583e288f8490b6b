// Exact Euclidean distances on a pixel grid.
#pragma once

#include <cstdint>
#include <vector>

namespace sonosweep::stats {

// Squared distance, in pixels, from every pixel to the nearest one with mask != 0; infinity everywhere if
// there is none. mask: [H,W] row by row, height and width > 0. Linear time. Felzenszwalb & Huttenlocher,
// "Distance Transforms of Sampled Functions", Theory of Computing 8 (2012).
std::vector<double> squared_distance_transform(const std::vector<std::uint8_t>& mask, int height, int width);

}  // namespace sonosweep::stats
