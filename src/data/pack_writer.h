// Writing a pack: frames arrive video by video and are streamed to disk; the rest comes at the end.
// The file has a temporary name until finish(); without finish() nothing is left behind.
// The same calls give the same bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/pack.h"

namespace sonosweep::data {

struct PackWriterOptions {
  int gzip_level = 0;  // 0 = stored as they are, 1..9 = gzip
};

class PackWriter {
 public:
  // Throws Error (folder missing, not writable).
  PackWriter(const std::filesystem::path& path, int height, int width, int num_classes,
             PackWriterOptions options = {});
  ~PackWriter();
  PackWriter(const PackWriter&) = delete;
  PackWriter& operator=(const PackWriter&) = delete;

  // Frames of the current video, uint8 [count,H,W]. Throws Error (disk full).
  void append_frames(const std::uint8_t* frames, std::int64_t count);
  // True structures of the frames appended last, in their order: 0/1 [count,C,H,W]. Either for every frame of
  // the pack or for none (finish() throws Error otherwise).
  void append_frame_truth(const std::uint8_t* masks, std::int64_t count);
  // The current video is whole. first_frame, num_frames and sha256 of `video` are filled in here.
  // Returns its row in /videos.
  std::int64_t end_video(Video video);
  // Forgets the frames of the current video (it turned out to be damaged).
  void drop_video();

  // One annotation row: basis points [C,H,W]; `truth` 0/1 [C,H,W], or null where none is known
  // (/truth/masks then has zeros in that row; no truth in any row: no /truth/masks).
  void add_annotation(const Annotation& annotation, const std::uint16_t* confidence,
                      const std::uint8_t* truth);

  // Writes tables and checksums, renames the file to its name. `index` gives name, classes, clinical,
  // patients, notes and truth_parameters; the rest of it is ignored.
  void finish(const PackIndex& index);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sonosweep::data
