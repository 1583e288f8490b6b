#include "core/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace sonosweep {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string fault(const std::string& text) {
  try {
    parse_csv("t.csv", text);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST(ParseCsv, RowsAndWhereTheyBegin) {
  const auto rows = parse_csv("t.csv",
                              "\xEF\xBB\xBF"
                              "a, b \r\n\r\n\"two\r\nlines\",\" c\"\r\nlast,");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_THAT(rows[0].fields, ElementsAre("a", "b"));
  EXPECT_EQ(rows[0].line, 1);
  EXPECT_THAT(rows[1].fields, ElementsAre("two\r\nlines", " c"));
  EXPECT_EQ(rows[1].line, 3);  // the empty line 2 counts
  EXPECT_THAT(rows[2].fields, ElementsAre("last", ""));
  EXPECT_EQ(rows[2].line, 5);  // the row before has two lines
  EXPECT_TRUE(parse_csv("t.csv", "").empty());
}

// As the old Macintosh and some of its programs still write it.
TEST(ParseCsv, LinesEndedByCarriageReturnsAlone) {
  const auto rows = parse_csv("t.csv", "a,b\r\r\"two\rlines\",c\rd,e");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_THAT(rows[1].fields, ElementsAre("two\rlines", "c"));
  EXPECT_EQ(rows[1].line, 3);
  EXPECT_EQ(rows[2].line, 5);
}

TEST(ParseCsv, Damage) {
  EXPECT_THAT(fault("a,b\nc,\"d\"e\n"), AllOf(HasSubstr("t.csv line 2"), HasSubstr("broken quotes")));
  EXPECT_THAT(fault("a,\"b\nc,d\n"), HasSubstr("t.csv line 1: broken quotes"));
  EXPECT_THAT(fault("M\xFCller\n"), HasSubstr("t.csv: is not UTF-8 text (line 1 is not); save"));
  EXPECT_THAT(fault(std::string("a\0b\n", 4)), HasSubstr("t.csv: is not UTF-8"));
}

TEST(EscapeCsv, QuotesWhereNeeded) {
  EXPECT_EQ(escape_csv("a line"), "a line");
  EXPECT_EQ(escape_csv("a,b"), "\"a,b\"");
  EXPECT_EQ(escape_csv("say \"a\""), "\"say \"\"a\"\"\"");
  EXPECT_EQ(escape_csv("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(escape_csv(" a"), "\" a\"");
}

TEST(EscapeCsv, ReadsBackTheSame) {
  for (const std::string text : {"", "a", " a", "a\t", "\"", "\"\"", "a,\"b\"\r\nc", "Müller", ",", "\n"})
    EXPECT_EQ(parse_csv("t.csv", "x," + escape_csv(text) + "\n").at(0).fields.at(1), text);
}

}  // namespace
}  // namespace sonosweep
