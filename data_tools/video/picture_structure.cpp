#include "data_tools/video/picture_structure.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>

namespace sonosweep::data_tools {

FileStructure png_structure(PlacedBytes& file) {
  for (std::uint64_t at = 8; at + 12 <= file.size();) {
    const std::string head = file.get(at, 8);
    at += 12 + big_endian(head.substr(0, 4));
    if (head.substr(4) != "IEND") continue;
    if (file.get(at, 8) == file.get(0, 8)) return {two_in_one("image", at), false, false};
    return {};
  }
  return {"cut short (no end mark)", false, false};
}

// GIF89a: screen, colour table, blocks, trailer 0x3B.
FileStructure gif_structure(PlacedBytes& file) {
  const FileStructure bad{"cut short (no end mark)", false, false};
  const auto table = [](int flags) -> std::uint64_t {
    return (flags & 0x80) != 0 ? 3U << ((flags & 7) + 1) : 0;
  };
  const auto flags = file.byte(10);
  if (flags < 0) return bad;
  std::uint64_t at = 13 + table(flags);
  while (true) {
    const int block = file.byte(at);
    if (block == 0x3B) {
      if (file.get(at + 1, 4) == "GIF8") return {two_in_one("GIF", at + 1), false, false};
      return {};
    }
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

FileStructure jpeg_structure(PlacedBytes& file) {
  const std::uint64_t tail = file.size() > 4096 ? file.size() - 4096 : 0;
  if (file.get(tail, 4096).find("\xFF\xD9") == std::string::npos)
    return {"cut short (no end mark)", false, false};
  return {};
}

}  // namespace sonosweep::data_tools
