// What a segmenter says of some frames of a pack, for other programs to read. One HDF5 file:
//   /             attributes schema "sonosweep-segmentation", schema_version, classes, data (checksum of the
//   pack),
//                 segmenter (digest of its weights)
//   /frame_index  int64 [n]: row in the pack's /frames
//   /masks        uint8 [n,C,H,W], 1 where the probability is at least 1/2
//   /logits       float32 [n,C,H,W], if wanted
// One frame a chunk, each with HDF5's own checksum; attribute sha256 as in a pack.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sonosweep::data {

constexpr const char* kSegmentationSchema = "sonosweep-segmentation";

struct SegmentationFileInfo {
  std::vector<std::string> classes;
  int height = 0, width = 0;
  std::string data_checksum, segmenter;
  bool with_logits = false;
};

// The file has a temporary name until finish(); without finish() nothing is left behind.
class SegmentationFileWriter {
 public:
  // Throws Error (folder missing, not writable).
  SegmentationFileWriter(const std::filesystem::path& path, const SegmentationFileInfo& info);
  ~SegmentationFileWriter();
  SegmentationFileWriter(const SegmentationFileWriter&) = delete;
  SegmentationFileWriter& operator=(const SegmentationFileWriter&) = delete;

  // Frames first_row, first_row + 1, .. of the pack: `logits` [n,C,H,W], of which the masks are made. Throws
  // Error (disk full).
  void append(std::int64_t first_row, const std::vector<float>& logits);
  void finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sonosweep::data
