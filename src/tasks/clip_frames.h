// Which T frames of a video make a clip (TSM, Lin et al. 2019: one frame of each of T equal segments).
#pragma once

#include <cstdint>
#include <vector>

#include "core/rng.h"

namespace sonosweep::tasks {

// Training: a = floor(n / T); frame k is k a + a random offset in [0, a). Videos shorter than T (a = 0): T
// draws with replacement, sorted (the reference takes T copies of frame 0). n >= 1, T >= 1, otherwise throws
// std::invalid_argument.
std::vector<std::int64_t> training_frames(std::int64_t n, int T, Rng& rng);

// Evaluation: the middle of each segment, trunc((k + 1/2) n / T), for every n >= 1 (the reference takes T
// copies of frame 0 where n <= T). Throws as above.
std::vector<std::int64_t> evaluation_frames(std::int64_t n, int T);

}  // namespace sonosweep::tasks
