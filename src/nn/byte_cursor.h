// Bytes from front to back, never past their end; numbers are little-endian unless said otherwise.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/error.h"

namespace sonosweep::nn {

// Every reading function throws DataError("cut short") where too few bytes are left.
class ByteCursor {
 public:
  explicit ByteCursor(std::string_view bytes) : bytes_(bytes) {}

  std::size_t position() const { return position_; }

  std::string_view take(std::uint64_t count) {
    if (count > bytes_.size() - position_) throw DataError("cut short");
    position_ += static_cast<std::size_t>(count);
    return bytes_.substr(position_ - static_cast<std::size_t>(count), static_cast<std::size_t>(count));
  }

  // Of `width` bytes, at most 8; 0 if width is 0.
  std::uint64_t unsigned_number(std::size_t width) {
    std::uint64_t value = 0;
    int bit = 0;
    for (const char byte : take(width)) {
      value |= std::uint64_t{static_cast<unsigned char>(byte)} << bit;
      bit += 8;
    }
    return value;
  }

  // Two's complement.
  std::int64_t signed_number(std::size_t width) {
    auto value = unsigned_number(width);
    const bool negative = width > 0 && (value >> (8 * width - 1)) % 2 == 1;
    if (negative && width < 8) value |= ~std::uint64_t{0} << (8 * width);
    return static_cast<std::int64_t>(value);
  }

  double big_endian_double() {
    std::uint64_t bits = 0;
    for (const char byte : take(8)) bits = bits << 8 | static_cast<unsigned char>(byte);
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }

  // Up to the next end of line, which is taken too.
  std::string_view line() {
    const auto end = bytes_.find('\n', position_);
    if (end == std::string_view::npos) throw DataError("cut short");
    const auto text = take(end - position_);
    take(1);
    return text;
  }

 private:
  std::string_view bytes_;
  std::size_t position_ = 0;
};

}  // namespace sonosweep::nn
