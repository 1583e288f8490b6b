// What a file is, by its first bytes; its name does not matter (some .avi are MP4).
#pragma once

#include <filesystem>
#include <string>

namespace sonosweep::data_tools {

enum class FileKind {
  kPng,
  kJpeg,
  kTiff,
  kBmp,
  kWebp,  // single images
  kGif,
  kMp4,
  kAvi,
  kMatroska,
  kMpeg,  // videos (kMp4: also QuickTime)
  kNpy,
  kDicom,
  kZip,
  kHdf5,
  kUnknown
};

// Throws DataError: missing, empty, a folder; Error: not readable.
FileKind file_kind(const std::filesystem::path& path);
// "a PNG image", for messages.
const char* describe(FileKind kind);
bool is_image(FileKind kind);

struct FileStructure {
  std::string fault;               // why the file is not whole, "" if nothing speaks against it
  bool exact_frame_count = false;  // the container says how many frames it has, not just how long it lasts
};
// Follows the container's own sizes to its end: whatever the decoder makes of a file cut short, this notices.
// Says nothing about kinds without such sizes (MPEG streams, TIFF, BMP, WebP).
FileStructure file_structure(const std::filesystem::path& path, FileKind kind);

}  // namespace sonosweep::data_tools
