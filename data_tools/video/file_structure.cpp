// Where a container says it ends, against where it does: file_structure() of file_kind.h.
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <string>

#include "data_tools/file_kind.h"

namespace sonosweep::data_tools {
namespace {

class Bytes {
 public:
  explicit Bytes(const std::filesystem::path& path) : in_(path, std::ios::binary) {
    std::error_code error;
    size_ = std::filesystem::file_size(path, error);
    if (error) size_ = 0;
  }
  std::uint64_t size() const { return size_; }
  // `count` bytes at `at`; fewer at the end of the file.
  std::string get(std::uint64_t at, std::size_t count) {
    std::string bytes(count, '\0');
    in_.clear();
    in_.seekg(static_cast<std::streamoff>(at));
    in_.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(in_.gcount()));
    return bytes;
  }
  int byte(std::uint64_t at) {
    const auto one = get(at, 1);
    return one.empty() ? -1 : static_cast<unsigned char>(one[0]);
  }

 private:
  std::ifstream in_;
  std::uint64_t size_ = 0;
};

std::uint64_t big_endian(const std::string& bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = (value << 8) | static_cast<unsigned char>(c);
  return value;
}

std::uint64_t little_endian(const std::string& bytes) {
  return big_endian(std::string(bytes.rbegin(), bytes.rend()));
}

std::string cut_short(std::uint64_t needed, std::uint64_t have) {
  return fmt::format("cut short (it should have at least {} bytes and has {})", needed, have);
}

// ISO 14496-12 section 4.2: boxes of (size, type); size 1: 64 bits follow; size 0: to the end.
FileStructure mp4_structure(Bytes& file) {
  FileStructure structure;
  bool index = false, fragments = false;
  for (std::uint64_t at = 0; at + 8 <= file.size();) {
    const std::string head = file.get(at, 16);
    const std::string type = head.substr(4, 4);
    std::uint64_t size = big_endian(head.substr(0, 4));
    if (size == 1 && head.size() == 16) size = big_endian(head.substr(8));
    index |= type == "moov";
    fragments |= type == "moof";
    if (size == 0) break;
    if (size < 8) break;  // rubbish behind the last box does no harm
    if (size > file.size() - at) {
      structure.fault = cut_short(at + size, file.size());
      return structure;
    }
    at += size;
  }
  if (!index) structure.fault = "has no index ('moov'): the recording was never finished or is cut short";
  structure.exact_frame_count = !fragments;
  return structure;
}

// One or more RIFF chunks.
FileStructure avi_structure(Bytes& file) {
  FileStructure structure;
  structure.exact_frame_count = true;
  for (std::uint64_t at = 0; at + 12 <= file.size() && file.get(at, 4) == "RIFF";) {
    const std::uint64_t size = little_endian(file.get(at + 4, 4));
    if (size == 0 || size == UINT32_MAX) break;  // never filled in by the writer
    if (size > file.size() - at - 8) {
      structure.fault = cut_short(at + 8 + size, file.size());
      break;
    }
    at += 8 + size + (size & 1);
  }
  return structure;
}

// EBML: the header element, then the segment; sizes are of variable length, all ones = unknown.
FileStructure matroska_structure(Bytes& file) {
  FileStructure structure;
  std::uint64_t at = 0;
  for (int element = 0; element < 2; ++element) {
    at += 4;  // both identifiers have four bytes
    const int first = file.byte(at);
    if (first <= 0) {
      structure.fault = cut_short(at + 1, file.size());
      return structure;
    }
    int length = 1;
    while ((first & (0x80 >> (length - 1))) == 0) ++length;
    const std::uint64_t mask = (std::uint64_t{1} << (7 * length)) - 1;
    const std::uint64_t size = big_endian(file.get(at, static_cast<std::size_t>(length))) & mask;
    at += static_cast<std::uint64_t>(length);
    if (size == mask) return structure;
    if (size > file.size() || at > file.size() - size) {
      structure.fault = cut_short(at + size, file.size());
      return structure;
    }
    at += size;
  }
  return structure;
}

FileStructure png_structure(Bytes& file) {
  for (std::uint64_t at = 8; at + 12 <= file.size();) {
    const std::string head = file.get(at, 8);
    if (head.substr(4) == "IEND") return {};
    at += 12 + big_endian(head.substr(0, 4));
  }
  return {"cut short (no end mark)", false};
}

// GIF89a: screen, colour table, blocks, trailer 0x3B.
FileStructure gif_structure(Bytes& file) {
  const FileStructure bad{"cut short (no end mark)", false};
  const auto table = [](int flags) -> std::uint64_t {
    return (flags & 0x80) != 0 ? 3U << ((flags & 7) + 1) : 0;
  };
  const auto flags = file.byte(10);
  if (flags < 0) return bad;
  std::uint64_t at = 13 + table(flags);
  while (true) {
    const int block = file.byte(at);
    if (block == 0x3B) return {};
    if (block == 0x21) {
      at += 2;
    } else if (block == 0x2C) {
      const int image = file.byte(at + 9);
      if (image < 0) return bad;
      at += 11 + table(image);
    } else {
      return bad;
    }
    for (int length = file.byte(at); length != 0; length = file.byte(at)) {
      if (length < 0) return bad;
      at += 1 + static_cast<std::uint64_t>(length);
    }
    ++at;
  }
}

FileStructure jpeg_structure(Bytes& file) {
  const std::uint64_t tail = file.size() > 4096 ? file.size() - 4096 : 0;
  if (file.get(tail, 4096).find("\xFF\xD9") == std::string::npos) return {"cut short (no end mark)", false};
  return {};
}

}  // namespace

FileStructure file_structure(const std::filesystem::path& path, FileKind kind) {
  Bytes file(path);
  switch (kind) {
    case FileKind::kMp4:
      return mp4_structure(file);
    case FileKind::kAvi:
      return avi_structure(file);
    case FileKind::kMatroska:
      return matroska_structure(file);
    case FileKind::kPng:
      return png_structure(file);
    case FileKind::kGif:
      return gif_structure(file);
    case FileKind::kJpeg:
      return jpeg_structure(file);
    default:
      return {};
  }
}

}  // namespace sonosweep::data_tools
