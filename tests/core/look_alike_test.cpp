#include "core/look_alike.h"

#include <gtest/gtest.h>

#include "core/unicode.h"

namespace sonosweep {
namespace {

TEST(LookAlike, LettersOfOtherAlphabets) {
  const char* pairs[][2] = {{"P1",
                             "\u0420"
                             "1"},  // Cyrillic Er
                            {"P1",
                             "\u03A1"
                             "1"},  // Greek Rho
                            {"p1",
                             "\u0420"
                             "1"},
                            {"\u0420"
                             "1",
                             "\u03A1"
                             "1"},
                            {"HCM-7", "\u041D\u0421\u041C-7"},
                            {"anna", "\u0430nn\u0430"}};
  for (const auto& [a, b] : pairs) EXPECT_EQ(look_alike_key(a), look_alike_key(b)) << a << " " << b;
  EXPECT_EQ(look_alike_reason("P1",
                              "\u0420"
                              "1"),
            "U+0420 looks like P");
}

TEST(LookAlike, OneNumberInTwoWays) {
  for (const char* text : {"1", "01", "1.0", "1.00", "1e0", "10e-1"})
    EXPECT_EQ(look_alike_key(text), look_alike_key("1")) << text;
  EXPECT_EQ(look_alike_reason("1", "1.0"), "they are one number");
}

TEST(LookAlike, OtherNamesAreNot) {
  const char* pairs[][2] = {{"1", "1.01"},
                            {"1", "10"},
                            {"P1", "P1.0"},
                            {"P1", "B1"},
                            {"12345678901234567", "12345678901234568"},  // one double
                            {"1234567890123456", "1234567890123456.0"},  // not known to be equal
                            {"\u0432", "b"},                             // only the capital looks like B
                            {"\u041F"
                             "1",
                             "P1"},  // Cyrillic Pe
                            {"M\u00FCller", "Muller"}};
  for (const auto& [a, b] : pairs) EXPECT_NE(look_alike_key(a), look_alike_key(b)) << a << " " << b;
}

}  // namespace
}  // namespace sonosweep
