// What a file is, by its first bytes; its name does not matter (some .avi are MP4).
#pragma once

#include <cstdint>
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
  kApng,
  kMjpeg,  // JPEG images one behind the other
  kMp4,    // also QuickTime
  kAvi,
  kMatroska,
  kMpeg,             // program streams and video alone, MPEG-1 and 2
  kTransportStream,  // MPEG, packets of 188, 192 or 204 bytes
  kAsf,              // Windows Media
  kFlv,
  kOgg,
  kIvf,           // videos
  kAnimatedWebp,  // which nothing here decodes
  kText,
  kGitLfs,  // a text that stands for a file
  kSound,
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
  bool open_end = false;           // nothing in it says where it ends: cut between two frames, it looks whole
};
// Follows the container's own sizes to its end: whatever the decoder makes of a file cut short, or of two
// joined to one, this notices. Says nothing about kinds without such sizes (TIFF, BMP, WebP).
FileStructure file_structure(const std::filesystem::path& path, FileKind kind);

// Why two files joined to one (cat) are refused: decoders take the first one and say nothing. `what`:
// "video"; `at`: where the second one begins.
std::string two_in_one(const char* what, std::uint64_t at);

}  // namespace sonosweep::data_tools
