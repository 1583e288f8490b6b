#include "data_tools/images/bit_depth.h"

#include <algorithm>
#include <cstdint>

namespace sonosweep::data_tools {

void UsedBits::look(const cv::Mat& pixels) {
  if (pixels.depth() != CV_16U) return;
  for (int y = 0; y < pixels.rows; ++y) {
    const auto* row = pixels.ptr<std::uint16_t>(y);
    for (int x = 0; x < pixels.cols * pixels.channels(); ++x) {
      largest_ = std::max<int>(largest_, row[x]);
      any_ |= row[x];
      bytes_twice_ &= row[x] >> 8 == (row[x] & 0xFF);
    }
  }
}

std::optional<int> UsedBits::bits() const {
  constexpr unsigned kLow4 = 0xF, kLow8 = 0xFF;
  if (largest_ == 0 || bytes_twice_) return std::nullopt;
  if ((any_ & kLow8) == 0) return std::nullopt;  // 8 bits shifted to the left
  for (const int bits : {8, 10, 12})
    if (largest_ < 1 << bits) return bits;
  // 10 or 12 bits shifted to the left end this low where nothing is bright. Below 2^12 nobody could see them.
  if (largest_ >= 1 << 14 || (any_ & kLow4) == 0) return std::nullopt;
  return 14;
}

}  // namespace sonosweep::data_tools
