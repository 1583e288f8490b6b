#include "core/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace sonosweep {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Text, Trim) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, SplitAndJoin) {
  EXPECT_THAT(split_list("a, b ,c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(split_list("a"), ElementsAre("a"));
  EXPECT_THAT(split_list("a,,b,"), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split_list("a:b", ':'), ElementsAre("a", "b"));
  EXPECT_THAT(split_list("  "), IsEmpty());
  EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
  EXPECT_EQ(join({}, ", "), "");
}

TEST(Text, CommaListGuess) {
  for (const char* text : {"0;20;40", "0 20 40", "[0, 20, 40]", "0 | 20|40;", "(0 20\t40)", "0,20,40"})
    EXPECT_EQ(comma_list_guess(text), "0,20,40") << text;
  EXPECT_EQ(comma_list_guess("0,01; 0,1"), "0.01,0.1");
  for (const char* text : {"", "20", ";", " 20; "}) EXPECT_EQ(comma_list_guess(text), "") << text;
}

TEST(Text, Utf8) {
  for (const char* good : {"", "abc", "Plèvre", "肺", "\xF0\x9F\xAB\x81", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_valid_utf8(good)) << good;
  EXPECT_FALSE(is_valid_utf8("\xE8vre"));           // Latin-1
  EXPECT_FALSE(is_valid_utf8("\x80"));              // continuation without a lead
  EXPECT_FALSE(is_valid_utf8("\xE8\x82"));          // cut short
  EXPECT_FALSE(is_valid_utf8("\xC0\xAF"));          // '/' in two bytes
  EXPECT_FALSE(is_valid_utf8("\xE0\x80\xAF"));      // '/' in three
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(is_valid_utf8("\xFF"));
}

TEST(Text, ParseInteger) {
  EXPECT_EQ(parse_integer(" 42 "), 42);
  EXPECT_EQ(parse_integer("-7"), -7);
  EXPECT_EQ(parse_integer("9223372036854775807"), std::numeric_limits<long long>::max());
  for (const char* bad : {"", " ", "4x", "4.0", "0x10", "1e3", "9223372036854775808", "4 2"})
    EXPECT_EQ(parse_integer(bad), std::nullopt) << bad;
}

TEST(Text, ParseNumber) {
  EXPECT_EQ(parse_number("0.5"), 0.5);
  EXPECT_EQ(parse_number(" -1e-4 "), -1e-4);
  EXPECT_EQ(parse_number("0.1"), 0.1);  // nearest double
  for (const char* bad : {"", "0,5", "1.5x", "nan", "NaN", "inf", "-inf", "1e999", "--1", "abc"})
    EXPECT_EQ(parse_number(bad), std::nullopt) << bad;
}

TEST(Text, NearestName) {
  const std::vector<std::string> names = {"epochs", "batch", "encoder"};
  EXPECT_EQ(nearest_name("epoch", names), "epochs");
  EXPECT_EQ(nearest_name("bacth", names), "batch");  // two replacements
  EXPECT_EQ(nearest_name("encodre", names), "encoder");
  EXPECT_EQ(nearest_name("xylophone", names), std::nullopt);
  EXPECT_EQ(nearest_name("epoch", {}), std::nullopt);
  EXPECT_EQ(did_you_mean("epoch", names), "; did you mean 'epochs'?");
  EXPECT_EQ(did_you_mean("xylophone", names), "");
}

TEST(Text, HumanDuration) {
  EXPECT_EQ(human_duration(0), "0 s");
  EXPECT_EQ(human_duration(-3), "0 s");
  EXPECT_EQ(human_duration(59.4), "59 s");
  EXPECT_EQ(human_duration(59.6), "1 min 00 s");
  EXPECT_EQ(human_duration(185), "3 min 05 s");
  EXPECT_EQ(human_duration(3720), "1 h 02 min");
  EXPECT_EQ(human_duration(360000), "100 h 00 min");
}

TEST(Text, HumanBytes) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(999), "999 B");
  EXPECT_EQ(human_bytes(12'300'000), "12.3 MB");
  EXPECT_EQ(human_bytes(5e15), "5000.0 TB");
}

TEST(Text, CountsHaveTheirNoun) {
  EXPECT_EQ(counted(1, "run"), "1 run");
  EXPECT_EQ(counted(0, "run"), "0 runs");
  EXPECT_EQ(counted(21U, "run"), "21 runs");
  EXPECT_EQ(counted(std::size_t{1}, "class", "classes"), "1 class");
  EXPECT_EQ(counted(2, "class", "classes"), "2 classes");
  EXPECT_EQ(counted(-1, "degree"), "-1 degrees");
}

}  // namespace
}  // namespace sonosweep
