#include "cli/columns.h"

#include <gtest/gtest.h>

namespace sonosweep::cli {
namespace {

TEST(Columns, AreCountedByCharactersAsTheyStand) {
  EXPECT_EQ(columns_of(""), 0U);
  EXPECT_EQ(columns_of("abc"), 3U);
  EXPECT_EQ(columns_of("für"), 3U);         // two bytes, one column
  EXPECT_EQ(columns_of("肺部"), 4U);        // three bytes, two columns each
  EXPECT_EQ(columns_of("e\xCC\x81t"), 2U);  // an accent of its own
  EXPECT_EQ(columns_of("a\xFF\tb"), 4U);
}

TEST(Columns, WhatDoesNotFitIsLeftOut) {
  EXPECT_EQ(fit_columns("abcdef", 6), "abcdef");
  EXPECT_EQ(fit_columns("abcdef", 5), "abc..");
  EXPECT_EQ(fit_columns("abcdef", 2), "..");
  EXPECT_EQ(fit_columns("abcdef", 1), "a");
  EXPECT_EQ(fit_columns("abcdef", 0), "");
  EXPECT_EQ(fit_columns("", 0), "");
}

TEST(Columns, NoCharacterIsCut) {
  EXPECT_EQ(fit_columns("üüüü", 4), "üüüü");
  EXPECT_EQ(fit_columns("üüüü", 3), "ü..");
  EXPECT_EQ(fit_columns("肺部超声", 8), "肺部超声");
  EXPECT_EQ(fit_columns("肺部超声", 7), "肺部..");
  EXPECT_EQ(fit_columns("肺部超声", 5), "肺..");  // a half would fit
}

TEST(Columns, WhatCannotBePrintedIsAQuestionMark) {
  EXPECT_EQ(fit_columns("a\nb\tc", 10), "a?b?c");
  EXPECT_EQ(fit_columns("a\x1b[2Jb", 10), "a?[2Jb");
  EXPECT_EQ(fit_columns("\xFFx\xE8\x82", 10), "?x??");  // cut amid a character
  EXPECT_EQ(fit_columns(std::string("a\0b", 3), 10), "a?b");
}

}  // namespace
}  // namespace sonosweep::cli
