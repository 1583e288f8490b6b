#include "tasks/clip_frames.h"

#include <algorithm>
#include <stdexcept>

namespace sonosweep::tasks {
namespace {

void check(std::int64_t n, int T) {
  if (n < 1 || T < 1)
    throw std::invalid_argument("clip frames: expected a video and a clip of one frame at least");
}

}  // namespace

std::vector<std::int64_t> training_frames(std::int64_t n, int T, Rng& rng) {
  check(n, T);
  const std::int64_t segment = n / T;
  const auto draw = [&](std::int64_t below) {
    return static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(below)));
  };
  std::vector<std::int64_t> frames;
  for (int k = 0; k < T; ++k) frames.push_back(segment > 0 ? k * segment + draw(segment) : draw(n));
  std::sort(frames.begin(), frames.end());
  return frames;
}

std::vector<std::int64_t> evaluation_frames(std::int64_t n, int T) {
  check(n, T);
  std::vector<std::int64_t> frames;
  for (int k = 0; k < T; ++k) frames.push_back((2 * k + 1) * n / (2 * T));  // (k + 1/2) n / T, exactly
  return frames;
}

}  // namespace sonosweep::tasks
