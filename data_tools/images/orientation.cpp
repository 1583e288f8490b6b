#include "data_tools/images/orientation.h"

#include <cstddef>
#include <cstdint>

namespace sonosweep::data_tools {

int exif_orientation(std::string_view exif) {
  const bool little = exif.substr(0, 2) == "II";
  if (!little && exif.substr(0, 2) != "MM") return 1;
  // A number of `bytes` bytes; 0 beyond the end.
  const auto number = [&](std::size_t at, std::size_t bytes) {
    std::uint32_t value = 0;
    if (at > exif.size() || bytes > exif.size() - at) return value;
    for (std::size_t i = 0; i < bytes; ++i)
      value = value << 8 | static_cast<unsigned char>(exif[little ? at + bytes - 1 - i : at + i]);
    return value;
  };
  constexpr std::uint32_t kOrientation = 0x112, kShort = 3;
  const std::size_t directory = number(4, 4), entries = number(directory, 2);
  if (number(2, 2) != 42) return 1;
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (number(entry, 2) != kOrientation || number(entry + 2, 2) != kShort) continue;
    const std::uint32_t value = number(entry + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

cv::Mat turned(const cv::Mat& picture, int orientation) {
  if (picture.empty() || orientation < 2 || orientation > 8) return picture;
  // 5 to 8 have rows and columns exchanged; then what is left is a mirroring.
  cv::Mat out;
  if (orientation >= 5)
    cv::transpose(picture, out);
  else
    out = picture;
  constexpr int kRows = 0, kColumns = 1, kBoth = -1;
  cv::Mat mirrored;
  switch (orientation) {
    case 2:  // columns from right to left
    case 6:  // a quarter turn clockwise
      cv::flip(out, mirrored, kColumns);
      return mirrored;
    case 3:  // half a turn
    case 7:
      cv::flip(out, mirrored, kBoth);
      return mirrored;
    case 4:  // upside down, mirrored
    case 8:  // a quarter turn counterclockwise
      cv::flip(out, mirrored, kRows);
      return mirrored;
    default:
      return out;
  }
}

const char* describe_turn(int orientation) {
  switch (orientation) {
    case 2:
      return "mirrored left to right";
    case 3:
      return "turned by 180 degrees";
    case 4:
      return "mirrored top to bottom";
    case 5:
      return "turned by 90 degrees clockwise and mirrored left to right";
    case 6:
      return "turned by 90 degrees clockwise";
    case 7:
      return "turned by 90 degrees counterclockwise and mirrored left to right";
    case 8:
      return "turned by 90 degrees counterclockwise";
    default:
      return "";
  }
}

}  // namespace sonosweep::data_tools
