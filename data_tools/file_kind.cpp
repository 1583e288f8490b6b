#include "data_tools/file_kind.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::data_tools {

using namespace std::string_view_literals;

namespace {

constexpr std::size_t kHeadSize = 1024;

// Whole numbers as files hold them.
std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = (value << 8) | static_cast<unsigned char>(c);
  return value;
}

// An animation says so before its first picture. One frame only is an image.
bool is_animated_png(std::ifstream& in) {
  char head[16];
  for (std::uint64_t at = 8;; at += 12 + big_endian({head, 4})) {
    in.clear();
    in.seekg(static_cast<std::streamoff>(at));
    if (!in.read(head, 12)) return false;
    const std::string_view type(head + 4, 4);
    if (type == "acTL") return big_endian({head + 8, 4}) > 1;
    if (type == "IDAT" || type == "IEND") return false;
  }
}

// Whether behind the first image another one follows. Photographs may carry a second one (MPF): still images.
bool is_motion_jpeg(std::ifstream& in) {
  in.clear();
  in.seekg(2);
  const auto get = [&] { return in.get(); };
  while (true) {
    int marker = get();
    if (marker != 0xFF) return false;
    while (marker == 0xFF) marker = get();
    if (marker == 0xD9) break;
    if (marker >= 0xD0 && marker <= 0xD8) continue;
    const int high = get(), low = get();
    if (low < 0) return false;
    const int length = high << 8 | low;
    if (length < 2) return false;
    std::string segment(static_cast<std::size_t>(length - 2), '\0');
    if (!in.read(segment.data(), length - 2)) return false;
    if (marker == 0xE2 && segment.rfind("MPF", 0) == 0) return false;
    if (marker != 0xDA) continue;
    // Compressed data: up to a marker that is neither a stuffed FF nor a restart.
    for (int c = get();; c = get()) {
      if (c < 0) return false;
      if (c != 0xFF) continue;
      while (c == 0xFF) c = get();
      if (c == 0 || (c >= 0xD0 && c <= 0xD7)) continue;
      if (c < 0) return false;
      in.seekg(-2, std::ios::cur);
      break;
    }
  }
  int next = get();
  while (next == 0) next = get();  // some writers fill up
  return next == 0xFF && get() == 0xD8 && get() == 0xFF;
}

// Letters, signs and line ends of UTF-8, as far as the first bytes show.
bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char c) {
                       return static_cast<unsigned char>(c) >= ' ' || c == '\n' || c == '\r' || c == '\t' ||
                              c == '\f';
                     }) &&
         is_valid_utf8(
             bytes.substr(0, bytes.size() < kHeadSize ? bytes.size() : bytes.find_last_of(" \r\n\t") + 1));
}

}  // namespace

FileKind file_kind(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw_error<DataError>("{}: no such file", path.string());
  if (!std::filesystem::is_regular_file(status)) throw_error<DataError>("{}: is not a file", path.string());
  std::ifstream in(path, std::ios::binary);
  if (!in) throw_error<Error>("{}: cannot read ({})", path.string(), errno_text(errno));
  char head[kHeadSize] = {};
  in.read(head, sizeof head);
  const std::string_view bytes(head, static_cast<std::size_t>(in.gcount()));
  if (bytes.empty()) throw_error<DataError>("{}: is empty", path.string());
  const auto at = [&](std::size_t offset, std::string_view magic) {
    return bytes.size() >= offset + magic.size() && bytes.compare(offset, magic.size(), magic) == 0;
  };
  // Before all others: what stands in front of it may look like another kind on purpose.
  if (at(128, "DICM"sv)) return FileKind::kDicom;
  if (at(0, "\x89PNG\r\n\x1a\n"sv)) return is_animated_png(in) ? FileKind::kApng : FileKind::kPng;
  if (at(0, "\xFF\xD8\xFF"sv)) return is_motion_jpeg(in) ? FileKind::kMjpeg : FileKind::kJpeg;
  if (at(0, "II*\0"sv) || at(0, "MM\0*"sv) || at(0, "II+\0"sv) || at(0, "MM\0+"sv)) return FileKind::kTiff;
  if (at(0, "GIF8"sv)) return FileKind::kGif;
  if (at(0, "RIFF"sv) && at(8, "WEBP"sv))
    return at(12, "VP8X"sv) && bytes.size() > 20 && (bytes[20] & 2) != 0 ? FileKind::kAnimatedWebp
                                                                         : FileKind::kWebp;
  if (at(0, "RIFF"sv) && at(8, "AVI "sv)) return FileKind::kAvi;
  if (at(0, "\x1A\x45\xDF\xA3"sv)) return FileKind::kMatroska;
  if (at(0, "\0\0\1\xBA"sv) || at(0, "\0\0\1\xB3"sv)) return FileKind::kMpeg;
  for (const std::size_t packet : {188, 192, 204}) {
    const std::size_t first = packet == 192 ? 4 : 0;  // a time stamp stands in front
    if (at(first, "G"sv) && at(first + packet, "G"sv) && at(first + 2 * packet, "G"sv) &&
        at(first + 3 * packet, "G"sv))
      return FileKind::kTransportStream;
  }
  if (at(0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv)) return FileKind::kAsf;
  if (at(0, "FLV\1"sv)) return FileKind::kFlv;
  if (at(0, "OggS"sv)) return FileKind::kOgg;
  if (at(0, "DKIF"sv)) return FileKind::kIvf;
  for (const auto box : {"ftyp"sv, "moov"sv, "mdat"sv, "wide"sv, "free"sv, "skip"sv, "pnot"sv})
    if (at(4, box)) return FileKind::kMp4;
  if (at(0, "\x93NUMPY"sv)) return FileKind::kNpy;
  if (at(0, "PK\3\4"sv)) return FileKind::kZip;
  if (at(0, "\x89HDF\r\n"sv)) return FileKind::kHdf5;
  if (at(0, "RIFF"sv) && at(8, "WAVE"sv)) return FileKind::kSound;
  if (at(0, "ID3"sv) || at(0, "fLaC"sv)) return FileKind::kSound;
  if (at(0, "version https://git-lfs"sv)) return FileKind::kGitLfs;
  if (at(0, "BM"sv) && !is_text(bytes)) return FileKind::kBmp;
  if (is_text(bytes)) return FileKind::kText;
  return FileKind::kUnknown;
}

const char* describe(FileKind kind) {
  switch (kind) {
    case FileKind::kPng:
      return "a PNG image";
    case FileKind::kJpeg:
      return "a JPEG image";
    case FileKind::kTiff:
      return "a TIFF image";
    case FileKind::kBmp:
      return "a BMP image";
    case FileKind::kWebp:
      return "a WebP image";
    case FileKind::kGif:
      return "a GIF";
    case FileKind::kApng:
      return "an animated PNG";
    case FileKind::kMjpeg:
      return "a row of JPEG images (MJPEG video)";
    case FileKind::kMp4:
      return "an MP4 or QuickTime video";
    case FileKind::kAvi:
      return "an AVI video";
    case FileKind::kMatroska:
      return "a Matroska or WebM video";
    case FileKind::kMpeg:
      return "an MPEG video";
    case FileKind::kTransportStream:
      return "an MPEG transport stream";
    case FileKind::kAsf:
      return "a Windows Media (ASF) video";
    case FileKind::kFlv:
      return "a Flash video";
    case FileKind::kOgg:
      return "an Ogg file";
    case FileKind::kIvf:
      return "an IVF video";
    case FileKind::kAnimatedWebp:
      return "an animated WebP";
    case FileKind::kText:
      return "a text file";
    case FileKind::kGitLfs:
      return "a Git LFS pointer in the place of a file";
    case FileKind::kSound:
      return "a sound file";
    case FileKind::kNpy:
      return "a NumPy array";
    case FileKind::kDicom:
      return "a DICOM file";
    case FileKind::kZip:
      return "a ZIP archive (or OpenRaster image)";
    case FileKind::kHdf5:
      return "an HDF5 file";
    default:
      return "of unknown kind";
  }
}

std::string two_in_one(const char* what, std::uint64_t at) {
  return fmt::format(
      "a second {} begins at byte {}, behind the first: two files were joined, and only the first would be "
      "read; "
      "write each to a file of its own (head -c {} OLD, tail -c +{} OLD)",
      what, at, at, at + 1);
}

bool is_image(FileKind kind) {
  return kind == FileKind::kPng || kind == FileKind::kJpeg || kind == FileKind::kTiff ||
         kind == FileKind::kBmp || kind == FileKind::kWebp;
}

}  // namespace sonosweep::data_tools
