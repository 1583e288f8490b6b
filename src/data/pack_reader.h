// Reading a pack. Not thread-safe: one reader per thread, each with its own file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data/pack.h"

namespace sonosweep::data {

class PackReader {
 public:
  // Opens, checks schema, version, shapes, and the checksums of everything but /frames and the truth of
  // frames. Damage there is noticed when the frame is read (each chunk carries its own checksum). Throws
  // DataError naming file and dataset: cut short, another schema or version, checksum, missing dataset.
  explicit PackReader(const std::filesystem::path& path);
  ~PackReader();
  PackReader(PackReader&&) noexcept;
  PackReader& operator=(PackReader&&) noexcept;

  const PackIndex& index() const;

  // Frames [first, first + count) of /frames: uint8 [count,H,W]. Throws DataError, std::out_of_range.
  std::vector<std::uint8_t> read_frames(std::int64_t first, std::int64_t count) const;
  // Confidence of annotation row a: basis points [C,H,W].
  std::vector<std::uint16_t> read_confidence(std::int64_t annotation) const;
  // True structures of annotation row a: 0/1 [C,H,W]. Only if index().has_truth.
  std::vector<std::uint8_t> read_truth(std::int64_t annotation) const;
  // True structures of frames [first, first + count): 0/1 [count,C,H,W]. Only if index().has_frame_truth.
  std::vector<std::uint8_t> read_frame_truth(std::int64_t first, std::int64_t count) const;

  // Recomputes every checksum, those of all frames, their truth and the videos included, in bounded memory.
  // Returns one line per fault; empty = whole.
  std::vector<std::string> verify() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sonosweep::data
