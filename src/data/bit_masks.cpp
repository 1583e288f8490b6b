#include "data/bit_masks.h"

namespace sonosweep::data {

std::vector<std::uint8_t> pack_bits(const std::uint8_t* values, std::size_t planes, std::size_t pixels) {
  const std::size_t plane_bytes = bit_mask_bytes(pixels);
  std::vector<std::uint8_t> bytes(planes * plane_bytes, 0);
  for (std::size_t p = 0; p < planes; ++p) {
    const std::uint8_t* in = values + p * pixels;
    std::uint8_t* out = bytes.data() + p * plane_bytes;
    for (std::size_t i = 0; i < pixels; ++i)
      out[i / 8] = static_cast<std::uint8_t>(out[i / 8] | (in[i] != 0 ? 1U : 0U) << (i % 8));
  }
  return bytes;
}

void unpack_bits(const std::uint8_t* bytes, std::size_t planes, std::size_t pixels, std::uint8_t* out) {
  const std::size_t plane_bytes = bit_mask_bytes(pixels);
  for (std::size_t p = 0; p < planes; ++p)
    for (std::size_t i = 0; i < pixels; ++i)
      out[p * pixels + i] = static_cast<std::uint8_t>(bytes[p * plane_bytes + i / 8] >> (i % 8) & 1U);
}

}  // namespace sonosweep::data
