// Frames of a pack in pieces that fit into memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/pack.h"

namespace sonosweep::jobs {

struct FrameBatch {
  std::int64_t first = 0, count = 0;  // rows of /frames
};

// All frames of these videos (rows of /videos), in the order of the pack. Where a batch ends depends on its
// video and the size of the images alone: a frame's numbers are then the same, bit for bit, whichever other
// videos are asked for.
std::vector<FrameBatch> frame_batches(const data::PackIndex& index, const std::vector<std::size_t>& videos);
// The same for the whole pack. Throws DataError if its videos do not cover /frames one after the other.
std::vector<FrameBatch> frame_batches(const data::PackIndex& index);

}  // namespace sonosweep::jobs
