#include "data/bit_masks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/rng.h"

namespace sonosweep::data {
namespace {

using ::testing::ElementsAre;

TEST(BitMasks, BytesOfAPlane) {
  EXPECT_EQ(bit_mask_bytes(0), 0U);
  EXPECT_EQ(bit_mask_bytes(1), 1U);
  EXPECT_EQ(bit_mask_bytes(8), 1U);
  EXPECT_EQ(bit_mask_bytes(9), 2U);
}

// Two planes of ten pixels. First: pixels 0, 3 and 9: bits 1 + 8 of byte 0, bit 1 of byte 1.
// Second, which begins with a byte of its own: pixels 7 and 8: 128, then 1.
TEST(BitMasks, LowestBitFirstAndEachPlaneOnItsOwn) {
  const std::vector<std::uint8_t> values = {1, 0, 0, 1, 0, 0, 0, 0, 0, 1,  //
                                            0, 0, 0, 0, 0, 0, 0, 1, 1, 0};
  EXPECT_THAT(pack_bits(values.data(), 2, 10), ElementsAre(9, 2, 128, 1));
}

TEST(BitMasks, AnythingButZeroIsOne) {
  const std::vector<std::uint8_t> values = {2, 0, 255};
  const auto bytes = pack_bits(values.data(), 1, 3);
  EXPECT_THAT(bytes, ElementsAre(5));
  std::vector<std::uint8_t> back(3, 77);
  unpack_bits(bytes.data(), 1, 3, back.data());
  EXPECT_THAT(back, ElementsAre(1, 0, 1));
}

TEST(BitMasks, ComeBackForAnyNumberOfPixels) {
  Rng rng(5);
  for (std::size_t pixels = 1; pixels <= 33; ++pixels) {
    std::vector<std::uint8_t> values(3 * pixels);
    for (auto& value : values) value = static_cast<std::uint8_t>(rng.below(2));
    std::vector<std::uint8_t> back(values.size(), 9);
    unpack_bits(pack_bits(values.data(), 3, pixels).data(), 3, pixels, back.data());
    EXPECT_EQ(back, values) << pixels << " pixels";
  }
}

}  // namespace
}  // namespace sonosweep::data
