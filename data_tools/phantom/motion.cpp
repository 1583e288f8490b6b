#include "data_tools/phantom/motion.h"

#include <algorithm>
#include <cmath>

namespace sonosweep::data_tools {
namespace {
constexpr double kJitterMm = 0.1, kJitterMemory = 0.9, kLargestJitterMm = 0.4;
constexpr double kBreathAxialMm = 0.35;
}  // namespace

std::vector<Motion> make_motion(const Layout& layout, int frames, double fps, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<Motion> motion;
  double jitter_x = rng.normal(0, kJitterMm), jitter_z = rng.normal(0, kJitterMm);
  const double fresh = kJitterMm * std::sqrt(1 - kJitterMemory * kJitterMemory);
  for (int i = 0; i < frames; ++i) {
    const double breath =
        std::sin(2 * 3.14159265358979323846 * layout.breaths_per_s * i / fps + layout.breath_phase);
    Motion now;
    now.wall_x = std::clamp(jitter_x, -kLargestJitterMm, kLargestJitterMm);
    now.wall_z = kBreathAxialMm * breath + std::clamp(jitter_z, -kLargestJitterMm, kLargestJitterMm);
    now.lung_x = now.wall_x + 0.5 * layout.slide_mm * breath;
    motion.push_back(now);
    jitter_x = kJitterMemory * jitter_x + rng.normal(0, fresh);
    jitter_z = kJitterMemory * jitter_z + rng.normal(0, fresh);
  }
  return motion;
}

double largest_lateral_motion(const Layout& layout) {
  return 0.5 * layout.slide_mm + kLargestJitterMm;
}

}  // namespace sonosweep::data_tools
