#include "core/sha256.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sonosweep {
namespace {

// FIPS 180-4 examples (NIST, "SHA256.pdf") and the million-a message of FIPS 180-2.
TEST(Sha256, FipsVectors) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesGiveTheSameAsOnePiece) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += static_cast<char>(i * 37);
  for (const std::size_t step : {1, 63, 64, 65, 499}) {
    Sha256 hash;
    for (std::size_t i = 0; i < text.size(); i += step)
      hash.add(text.data() + i, std::min(step, text.size() - i));
    EXPECT_EQ(hash.hex(), sha256_hex(text)) << step;
  }
}

TEST(Sha256, ACopyIsASnapshot) {
  Sha256 hash;
  hash.add("ab");
  const Sha256 snapshot = hash;
  hash.add("c");
  EXPECT_EQ(hash.hex(), sha256_hex("abc"));
  EXPECT_EQ(hash.hex(), sha256_hex("abc"));  // hex() does not end it
  hash = snapshot;
  hash.add("d");
  EXPECT_EQ(hash.hex(), sha256_hex("abd"));
}

}  // namespace
}  // namespace sonosweep
