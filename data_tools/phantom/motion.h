// How tissue moves: breathing, pleural sliding, a hand that is not quite still.
#pragma once

#include <cstdint>
#include <vector>

#include "data_tools/phantom/layout.h"

namespace sonosweep::data_tools {

// Displacement of one frame, in mm against the layout.
struct Motion {
  double wall_x = 0, wall_z = 0;  // chest wall against the probe
  double lung_x = 0;              // lung against the probe: the wall's, plus sliding
};

// One entry per frame.
std::vector<Motion> make_motion(const Layout& layout, int frames, double fps, std::uint64_t seed);

// No displacement exceeds this, in mm.
double largest_lateral_motion(const Layout& layout);
constexpr double kLargestAxialMotionMm = 0.8;

}  // namespace sonosweep::data_tools
