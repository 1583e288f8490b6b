#include "core/unicode.h"

#include <gtest/gtest.h>

namespace sonosweep {
namespace {

TEST(CleanName, TrimsBlanksAndInvisibleCharactersOfAnyKind) {
  // No-break space, narrow one, thin, ideographic, tab, line separator; zero width, byte order mark,
  // left-to-right mark, soft hyphen.
  for (const std::string blank :
       {"\u00A0", "\u202F", "\u2009", "\u3000", "\t", "\u2028", "\u200B", "\uFEFF", "\u200E", "\u00AD"}) {
    EXPECT_EQ(clean_name(blank + " P006 " + blank), "P006") << visible(blank);
    EXPECT_EQ(clean_name(blank), "") << visible(blank);
  }
  EXPECT_EQ(clean_name(""), "");
  EXPECT_EQ(clean_name(" a b "), "a b");
  EXPECT_EQ(clean_name("\xFF "), "\xFF ");  // not UTF-8: as it is
}

TEST(CleanName, ComposesLetters) {
  EXPECT_EQ(clean_name("Mu\u0308ller"), "M\u00FCller");
  EXPECT_EQ(to_nfc("Mu\u0308ller"), "M\u00FCller");
  EXPECT_EQ(clean_name("\uFF30"), "\uFF30");  // another width is another name, which name_key() tells
}

struct Pair {
  const char *a, *b, *difference;
};

TEST(NameKey, OfNamesThatHardlyMeanTwoThings) {
  const Pair pairs[] = {
      {"P1", "p1", "upper and lower case"},
      {"STRASSE", "stra\u00DFe", "upper and lower case"},
      {"007", "7", "leading zeros"},
      {"P007", "P07", "leading zeros"},
      {"0", "00", "leading zeros"},
      {"P006", "P0\u200B06", "characters that cannot be seen"},
      {"P006", "P00\u00AD6", "characters that cannot be seen"},
      {"P006", "P\u202A006", "characters that cannot be seen"},
      {"A B", "A  B", "characters that cannot be seen"},
      {"P006", "\uFF30\uFF10\uFF10\uFF16", "the form of their characters (width, dashes, blanks)"},
      {"A B", "A\u00A0B", "the form of their characters (width, dashes, blanks)"},
      {"P-1", "P\u20111", "the form of their characters (width, dashes, blanks)"},
      {"P-1", "P\u20131", "the form of their characters (width, dashes, blanks)"},
      {"P007", "p7", "case, leading zeros or the form of characters"}};
  for (const auto& [a, b, difference] : pairs) {
    EXPECT_EQ(name_key(a), name_key(b)) << visible(a) << " " << visible(b);
    EXPECT_EQ(name_difference(a, b), difference) << visible(a) << " " << visible(b);
  }
}

TEST(NameKey, OfOtherNamesDiffers) {
  const char* pairs[][2] = {{"P1", "P2"},    {"P1", "P10"},  {"1", "10"},     {"1.05", "1.5"},
                            {"A B", "AB"},   {"P-1", "P1"},  {"u", "\u00FC"}, {"10", "1"},
                            {"1,05", "1,5"}, {"P1a", "P1b"}, {"0", ""},       {"a_b", "a-b"}};
  for (const auto& [a, b] : pairs) EXPECT_NE(name_key(a), name_key(b)) << a << " " << b;
}

TEST(Visible, WritesOutWhatCannotBeSeen) {
  EXPECT_EQ(visible("P\u200B0\u00A06 a"), "P<U+200B>0<U+00A0>6 a");
  EXPECT_EQ(visible("M\u00FCller"), "M\u00FCller");
  EXPECT_EQ(visible("\x1B[2J\xFF\x9B"), "<U+001B>[2J<0xFF><0x9B>");
}

// ESC, BEL, C1's CSI as a character and as a byte, backspace, carriage return, delete; right-to-left override
// and isolate; line separator.
TEST(ForTerminal, WritesOutWhatSteersIt) {
  EXPECT_EQ(for_terminal("a\x1B[31m\aB\u009B0m\x9B\b\r\x7F"),
            "a<U+001B>[31m<U+0007>B<U+009B>0m<0x9B><U+0008><U+000D><U+007F>");
  EXPECT_EQ(for_terminal("\u202Egpj\u2067\u2028"), "<U+202E>gpj<U+2067><U+2028>");
  EXPECT_EQ(for_terminal(std::string("a\0b", 3)), "a<U+0000>b");
  EXPECT_EQ(for_terminal("M\u00FCller\u00A0\t|\nline \u0645\u200D two\n"),
            "M\u00FCller\u00A0\t|\nline \u0645\u200D two\n");
}

}  // namespace
}  // namespace sonosweep
