// Where a container says it ends, against where it does: file_structure() of file_kind.h.
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "data_tools/file_kind.h"
#include "data_tools/video/picture_structure.h"
#include "data_tools/video/placed_bytes.h"

namespace sonosweep::data_tools {

using namespace std::string_literals;

namespace {

std::string cut_short(std::uint64_t needed, std::uint64_t have) {
  return fmt::format("cut short (it should have at least {} bytes and has {})", needed, have);
}

// ISO 14496-12 section 4.2: boxes of (size, type); size 1: 64 bits follow; size 0: to the end.
FileStructure mp4_structure(PlacedBytes& file) {
  FileStructure structure;
  bool type_said = false, index = false, fragments = false, list_of_fragments = false;
  for (std::uint64_t at = 0; at + 8 <= file.size();) {
    const std::string head = file.get(at, 16);
    const std::string type = head.substr(4, 4);
    std::uint64_t size = big_endian(head.substr(0, 4));
    if (size == 1 && head.size() == 16) size = big_endian(head.substr(8));
    if ((type == "ftyp" && (type_said || index)) || (type == "moov" && index)) {
      structure.fault = two_in_one("video", at);
      return structure;
    }
    type_said |= type == "ftyp";
    index |= type == "moov";
    fragments |= type == "moof";
    list_of_fragments |= type == "mfra";  // stands at the end of a recording that was finished
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
  structure.open_end = fragments && !list_of_fragments;
  return structure;
}

// One or more RIFF chunks; those that continue the first are named AVIX.
FileStructure avi_structure(PlacedBytes& file) {
  FileStructure structure;
  structure.exact_frame_count = true;
  for (std::uint64_t at = 0; at + 12 <= file.size() && file.get(at, 4) == "RIFF";) {
    if (at > 0 && file.get(at + 8, 4) == "AVI ") {
      structure.fault = two_in_one("video", at);
      break;
    }
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
FileStructure matroska_structure(PlacedBytes& file) {
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
    if (size == mask) {  // written as it was recorded
      structure.open_end = true;
      return structure;
    }
    if (size > file.size() || at > file.size() - size) {
      structure.fault = cut_short(at + size, file.size());
      return structure;
    }
    at += size;
  }
  if (file.get(at, 4) == "\x1A\x45\xDF\xA3") structure.fault = two_in_one("video", at);
  return structure;
}

// Program streams and video alone end with a mark, if their writer cared.
FileStructure mpeg_structure(PlacedBytes& file) {
  constexpr std::size_t kTail = 2048;
  std::string tail = file.get(file.size() > kTail ? file.size() - kTail : 0, kTail);
  tail.erase(tail.find_last_not_of('\0') + 1);
  const std::string mark = tail.size() < 4 ? "" : tail.substr(tail.size() - 4);
  FileStructure structure;
  structure.open_end = mark != "\0\0\1\xB9"s && mark != "\0\0\1\xB7"s;
  return structure;
}

FileStructure transport_stream_structure(PlacedBytes& file) {
  FileStructure structure;
  structure.open_end = true;
  for (const std::uint64_t packet : {188U, 192U, 204U}) {
    const std::uint64_t first = packet == 192 ? 4 : 0;
    if (file.byte(first) != 'G' || file.byte(first + packet) != 'G' || file.byte(first + 2 * packet) != 'G')
      continue;
    if (file.size() % packet != 0)
      structure.fault =
          fmt::format("cut short (its last packet has {} of {} bytes)", file.size() % packet, packet);
    break;
  }
  return structure;
}

// Of ASF's header objects (identifier, size), the one of the file's properties says its size, unless it was
// sent while it was recorded.
FileStructure asf_structure(PlacedBytes& file) {
  constexpr std::uint64_t kHeader = 30;
  const std::string properties("\xA1\xDC\xAB\x8C\x47\xA9\xCF\x11\x8E\xE4\x00\xC0\x0C\x20\x53\x65", 16);
  FileStructure structure;
  const std::uint64_t end = little_endian(file.get(16, 8));
  for (std::uint64_t at = kHeader; at + 24 <= std::min(end, file.size());) {
    const std::string head = file.get(at, 92);
    const std::uint64_t size = little_endian(head.substr(16, 8));
    if (head.substr(0, 16) == properties && head.size() == 92) {
      const std::uint64_t said = little_endian(head.substr(40, 8));
      structure.open_end = (head[88] & 1) != 0 || said == 0;
      if (!structure.open_end && file.size() < said) structure.fault = cut_short(said, file.size());
      if (!structure.open_end && file.get(said, 16) == file.get(0, 16))
        structure.fault = two_in_one("video", said);
      return structure;
    }
    if (size < 24 || size > file.size()) break;
    at += size;
  }
  structure.fault = "cut short or damaged (its header does not say how long it is)";
  return structure;
}

// A number of the table "onMetaData" near the beginning, as a big-endian double; 0 = not there.
double flv_number(const std::string& head, const std::string& key) {
  const auto at = head.find(std::string({'\0', static_cast<char>(key.size())}) + key + '\0');
  if (at == std::string::npos || at + key.size() + 11 > head.size()) return 0;
  const std::uint64_t bits = big_endian(head.substr(at + key.size() + 3, 8));
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

FileStructure flv_structure(PlacedBytes& file) {
  constexpr std::size_t kHead = 16384;
  const std::string head = file.get(0, kHead);
  FileStructure structure;
  const double said = flv_number(head, "filesize"), have = static_cast<double>(file.size());
  structure.open_end = !(said > 0) && !(flv_number(head, "duration") > 0);
  if (said > have && said < 1e15) structure.fault = cut_short(static_cast<std::uint64_t>(said), file.size());
  // Tags of 11 bytes and data; the size of the one before stands before each, as before the end.
  for (std::uint64_t at = big_endian(file.get(5, 4)) + 4; at + 11 <= file.size();) {
    const std::string tag = file.get(at, 4);
    if (tag == "FLV\1") structure.fault = two_in_one("video", at);
    if (tag[0] != 8 && tag[0] != 9 && tag[0] != 18) break;
    at += 11 + big_endian(tag.substr(1)) + 4;
  }
  return structure;
}

// The last page says that it is the last one. RFC 3533 section 6: 27 bytes, then the lengths of its parts.
FileStructure ogg_structure(PlacedBytes& file) {
  constexpr std::uint64_t kLargestPage = 65307;
  const std::uint64_t from = file.size() > kLargestPage ? file.size() - kLargestPage : 0;
  const std::string tail = file.get(from, kLargestPage);
  FileStructure structure;
  structure.fault = "cut short (its last page is not marked as the last one)";
  for (auto at = tail.rfind("OggS"); at != std::string::npos; at = tail.rfind("OggS", at - 1)) {
    if (tail.size() - at < 27) {
      if (at == 0) break;
      continue;
    }
    const std::size_t parts = static_cast<unsigned char>(tail[at + 26]);
    std::size_t length = 27 + parts;
    for (std::size_t part = at + 27; part < std::min(at + 27 + parts, tail.size()); ++part)
      length += static_cast<unsigned char>(tail[part]);
    if (at + length > tail.size()) return {cut_short(from + at + length, file.size()), false, false};
    if ((tail[at + 5] & 4) != 0) structure.fault.clear();
    return structure;
  }
  return structure;
}

}  // namespace

FileStructure file_structure(const std::filesystem::path& path, FileKind kind) {
  PlacedBytes file(path);
  switch (kind) {
    case FileKind::kMp4:
      return mp4_structure(file);
    case FileKind::kAvi:
      return avi_structure(file);
    case FileKind::kMatroska:
      return matroska_structure(file);
    case FileKind::kMpeg:
      return mpeg_structure(file);
    case FileKind::kTransportStream:
      return transport_stream_structure(file);
    case FileKind::kAsf:
      return asf_structure(file);
    case FileKind::kFlv:
      return flv_structure(file);
    case FileKind::kOgg:
      return ogg_structure(file);
    case FileKind::kIvf:
    case FileKind::kMjpeg:
    case FileKind::kUnknown:
      return {"", false, true};
    case FileKind::kPng:
    case FileKind::kApng:
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
