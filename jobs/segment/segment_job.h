// What sonosweep-segment does: a segmenter on frames of a pack, written to a file of its own.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sonosweep::jobs {

struct SegmentRequest {
  std::filesystem::path data, weights, out;
  std::vector<std::string> videos;  // empty = all
  bool logits = false;
  std::string device = "auto";
  int threads = 1;
  bool force = false;                               // an `out` of another kind is replaced
  std::vector<std::filesystem::path> other_inputs;  // read besides data and weights
};

// `out` appears whole or not at all (data/segmentation_file.h). Throws DataError for a damaged pack or
// weights that are none of a segmenter for it, UsageError for a video that is not in the pack and for an
// `out` that is an input or, without force, no segmentation file, LockHeld if somebody else writes it,
// Stopped, Error.
void segment(const SegmentRequest& request);

}  // namespace sonosweep::jobs
