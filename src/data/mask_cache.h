// Masks of one segmenter on every frame of a pack, computed once and read in place. One HDF5 file:
//   /       attributes schema "sonosweep-masks", schema_version, kind ("binary" or "probability"),
//           classes, height, width, data (checksum of the pack), segmenter (digest of its weights),
//           sha256 of the texts kind, data, segmenter, height, width, classes.., each followed by a
//           zero byte
//   /masks  uint8 [N,C,B], rows as /frames of the pack. Binary: one bit a pixel (bit_masks.h),
//           B = ceil(H W / 8); probability: one byte a pixel, round(255 p), B = H W.
//           One frame a chunk, each with HDF5's own checksum (Fletcher-32), so damage is noticed
//           at every read; attribute sha256 over all values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sonosweep::data {

constexpr const char* kMaskCacheSchema = "sonosweep-masks";
constexpr int kMaskCacheSchemaVersion = 1;

enum class MaskKind { kBinary, kProbability };

// Whose masks of what: a cache is used only where all of it is as expected.
struct MaskCacheInfo {
  MaskKind kind = MaskKind::kBinary;
  std::string data_checksum;  // PackIndex::checksum
  std::string segmenter;      // digest of the weights
  std::vector<std::string> classes;
  std::int64_t num_frames = 0;
  int height = 0, width = 0;
};

// "" if they are equal, else the first difference: "made by another segmenter (a1b2.. there, c3d4.. here)".
std::string difference(const MaskCacheInfo& there, const MaskCacheInfo& wanted);

// The file has a temporary name until finish(); without finish() nothing is left behind.
class MaskCacheWriter {
 public:
  // Throws Error (folder missing, not writable, no classes, impossible size). info.num_frames must have been
  // appended by finish().
  MaskCacheWriter(const std::filesystem::path& path, const MaskCacheInfo& info);
  ~MaskCacheWriter();
  MaskCacheWriter(const MaskCacheWriter&) = delete;
  MaskCacheWriter& operator=(const MaskCacheWriter&) = delete;

  // uint8 [count,C,H,W]: 0/1 for binary masks, 0..255 for probabilities. Throws Error (disk full, more frames
  // than announced).
  void append(const std::uint8_t* values, std::int64_t count);
  // Returns the sha256 of /masks: the identity of what was written. Throws Error (too few frames, disk full).
  std::string finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Not thread-safe.
class MaskCacheReader {
 public:
  // Throws DataError: missing, cut short, not a cache, another schema version, shapes that do not fit.
  explicit MaskCacheReader(const std::filesystem::path& path);
  ~MaskCacheReader();
  MaskCacheReader(MaskCacheReader&&) noexcept;
  MaskCacheReader& operator=(MaskCacheReader&&) noexcept;

  const MaskCacheInfo& info() const;
  // sha256 of /masks as the file states it.
  const std::string& checksum() const;
  // Frames [first, first + count): uint8 [count,C,H,W] as appended. Throws DataError (damage),
  // std::out_of_range.
  std::vector<std::uint8_t> read(std::int64_t first, std::int64_t count) const;
  // Reads everything and compares with the checksum; "" = whole, else what is wrong.
  std::string verify() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sonosweep::data
