#include "core/blake2b.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace sonosweep {
namespace {

TEST(Blake2b, KnownAnswers) {
  // BLAKE2b with a 32-byte digest, no key, of "" and "abc".
  Blake2b hash;
  EXPECT_EQ(hash.hex(), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  hash.add("abc");
  EXPECT_EQ(hash.hex(), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST(Blake2b, PiecesGiveTheSameAsOnePiece) {
  const std::string text(1000, 'x');
  Blake2b whole, pieces;
  whole.add(text);
  for (std::size_t i = 0; i < text.size(); i += 7) {
    pieces.add(text.data() + i, std::min<std::size_t>(7, text.size() - i));
    (void)pieces.hex();  // looking does not change anything
  }
  EXPECT_EQ(pieces.hex(), whole.hex());
}

}  // namespace
}  // namespace sonosweep
