// Binary masks, eight pixels a byte: pixel i (row-major) is bit i % 8 of byte i / 8, lowest bit first; each
// plane begins with a byte of its own, unused bits are 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sonosweep::data {

constexpr std::size_t bit_mask_bytes(std::size_t pixels) {
  return (pixels + 7) / 8;
}

// values: [planes, pixels], 0 or anything else -> bytes [planes, bit_mask_bytes(pixels)].
std::vector<std::uint8_t> pack_bits(const std::uint8_t* values, std::size_t planes, std::size_t pixels);
// The inverse: 0 / 1 into out [planes, pixels].
void unpack_bits(const std::uint8_t* bytes, std::size_t planes, std::size_t pixels, std::uint8_t* out);

}  // namespace sonosweep::data
