#include "core/plain_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sonosweep {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

TEST(WhyNotUtf8, NamesWhatTheFileIs) {
  EXPECT_EQ(why_not_utf8(""), "");
  EXPECT_EQ(why_not_utf8("\xEF\xBB\xBFM\u00FCller\n"), "");
  EXPECT_THAT(why_not_utf8("\xFF\xFE" + "a\0,\0b\0"s), HasSubstr("UTF-16"));
  EXPECT_THAT(why_not_utf8("\xFE\xFF" + "\0a\0,\0b"s), HasSubstr("UTF-16"));
  EXPECT_THAT(why_not_utf8("a\0,\0b\0\n\0"s), HasSubstr("looks like UTF-16"));
  EXPECT_THAT(why_not_utf8("PK\3\4rest"), HasSubstr(".xlsx"));
  EXPECT_THAT(why_not_utf8("\xD0\xCF\x11\xE0rest"), HasSubstr(".xls"));
  EXPECT_EQ(why_not_utf8("a\nM\xFCller\nb\n"), "is not UTF-8 text (line 2 is not)");
  EXPECT_EQ(why_not_utf8("abcdefgh\0"s), "is not UTF-8 text (line 1 is not)");
}

TEST(PlainLines, EndsLinesWithLineFeedsAndDropsTheByteOrderMark) {
  EXPECT_EQ(plain_lines("\xEF\xBB\xBF"
                        "a\r\nb\rc\n\r\rd\r"),
            "a\nb\nc\n\n\nd\n");
  EXPECT_EQ(plain_lines(""), "");
}

}  // namespace
}  // namespace sonosweep
