#include "data_tools/file_kind.h"

#include <cerrno>
#include <fstream>
#include <string_view>

#include "core/error.h"

namespace sonosweep::data_tools {

using namespace std::string_view_literals;

FileKind file_kind(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw_error<DataError>("{}: no such file", path.string());
  if (!std::filesystem::is_regular_file(status)) throw_error<DataError>("{}: is not a file", path.string());
  std::ifstream in(path, std::ios::binary);
  if (!in) throw_error<Error>("{}: cannot read ({})", path.string(), errno_text(errno));
  char head[512] = {};
  in.read(head, sizeof head);
  const std::string_view bytes(head, static_cast<std::size_t>(in.gcount()));
  if (bytes.empty()) throw_error<DataError>("{}: is empty", path.string());
  const auto at = [&](std::size_t offset, std::string_view magic) {
    return bytes.size() >= offset + magic.size() && bytes.compare(offset, magic.size(), magic) == 0;
  };
  if (at(0, "\x89PNG\r\n\x1a\n"sv)) return FileKind::kPng;
  if (at(0, "\xFF\xD8\xFF"sv)) return FileKind::kJpeg;
  if (at(0, "II*\0"sv) || at(0, "MM\0*"sv) || at(0, "II+\0"sv) || at(0, "MM\0+"sv)) return FileKind::kTiff;
  if (at(0, "GIF8"sv)) return FileKind::kGif;
  if (at(0, "RIFF"sv) && at(8, "WEBP"sv)) return FileKind::kWebp;
  if (at(0, "RIFF"sv) && at(8, "AVI "sv)) return FileKind::kAvi;
  if (at(0, "\x1A\x45\xDF\xA3"sv)) return FileKind::kMatroska;
  if (at(0, "\0\0\1\xBA"sv) || at(0, "\0\0\1\xB3"sv)) return FileKind::kMpeg;
  if (at(0, "\x47"sv) && at(188, "\x47"sv) && at(376, "\x47"sv)) return FileKind::kMpeg;
  for (const auto box : {"ftyp"sv, "moov"sv, "mdat"sv, "wide"sv, "free"sv, "skip"sv, "pnot"sv})
    if (at(4, box)) return FileKind::kMp4;
  if (at(0, "\x93NUMPY"sv)) return FileKind::kNpy;
  if (at(128, "DICM"sv)) return FileKind::kDicom;
  if (at(0, "PK\3\4"sv)) return FileKind::kZip;
  if (at(0, "\x89HDF\r\n"sv)) return FileKind::kHdf5;
  if (at(0, "BM"sv)) return FileKind::kBmp;
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
    case FileKind::kMp4:
      return "an MP4 or QuickTime video";
    case FileKind::kAvi:
      return "an AVI video";
    case FileKind::kMatroska:
      return "a Matroska or WebM video";
    case FileKind::kMpeg:
      return "an MPEG video";
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

bool is_image(FileKind kind) {
  return kind == FileKind::kPng || kind == FileKind::kJpeg || kind == FileKind::kTiff ||
         kind == FileKind::kBmp || kind == FileKind::kWebp;
}

}  // namespace sonosweep::data_tools
