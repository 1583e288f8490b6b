#include "data_tools/images/image_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace sonosweep::data_tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Names = std::vector<std::filesystem::path>;

Names in_order(Names names) {
  sort_naturally(names);
  return names;
}

TEST(ImageOrder, NumbersAreComparedAsNumbers) {
  EXPECT_THAT(in_order({"frame_10.png", "frame_2.png", "frame_1.png"}),
              ElementsAre("frame_1.png", "frame_2.png", "frame_10.png"));
  EXPECT_THAT(in_order({"9999.png", "10000.png", "00010.png"}),
              ElementsAre("00010.png", "9999.png", "10000.png"));
  EXPECT_THAT(in_order({"a2b10", "a10b1", "a2b9"}), ElementsAre("a2b9", "a2b10", "a10b1"));
  EXPECT_THAT(in_order({"b.png", "a1.png", "a.png", "ab.png"}),
              ElementsAre("a.png", "a1.png", "ab.png", "b.png"));
  // Longer than any integer type.
  EXPECT_THAT(in_order({"123456789012345678901234567890.png", "99.png"}),
              ElementsAre("99.png", "123456789012345678901234567890.png"));
  // Ties: fewer zeros first, then the extension.
  EXPECT_THAT(in_order({"07.png", "7.png", "7.jpg"}), ElementsAre("7.jpg", "7.png", "07.png"));
}

// Whatever order they come in, they leave in one.
TEST(ImageOrder, DoesNotDependOnTheOrderBefore) {
  Names names = {"1.png", "01.png", "a1.png", "a01b2.png", "a1b02.png", "b.png", "1a.png", "1.jpg"};
  const Names sorted = in_order(names);
  std::sort(names.begin(), names.end());
  do {
    Names some(names.begin(), names.end());
    ASSERT_EQ(in_order(some), sorted);
  } while (std::next_permutation(names.begin(), names.begin() + 6));
}

std::string fault(Names names) {
  sort_naturally(names);
  return check_numbering(names).fault;
}

TEST(Numbering, OrdinaryFoldersAreFine) {
  const Names folders[] = {
      {"0.png", "1.png", "2.png"},
      {"frame_0007.png", "frame_0008.png", "frame_0009.png", "frame_0010.png"},
      {"5.png", "6.jpg", "7.PNG"},
      {"one.png"},
      {"clip 12 (frame 1).png", "clip 12 (frame 2).png"},
      {"1.2.840.113619.2.55.1.png", "1.2.840.113619.2.55.2.png"},
      {"20230101_1.png", "20230101_2.png", "20230101_3.png"},
      // A number that counts, and others that follow from it.
      {"frame_0001_t0.05.png", "frame_0002_t0.10.png", "frame_0003_t0.15.png"},
      {"100200300400500600700800900001.png", "100200300400500600700800900002.png"},
      {"99999999999999999999.png", "99999999999999999998.png"},
  };
  for (const auto& names : folders) EXPECT_EQ(fault(names), "") << names[0];
}

TEST(Numbering, NoNumbersAtAllIsNoted) {
  const auto numbering = check_numbering({"left.png", "right.png"});
  EXPECT_EQ(numbering.fault, "");
  EXPECT_THAT(numbering.note, HasSubstr("left.png first, right.png last"));
  EXPECT_EQ(check_numbering({"only.png"}).note, "");
  EXPECT_EQ(check_numbering({"1.png", "2.png"}).note, "");
}

TEST(Numbering, Gaps) {
  EXPECT_THAT(
      fault({"0004.png", "0006.png", "0005.png", "0008.png"}),
      HasSubstr("one is missing among the numbers of its images: 7 (0006.png is followed by 0008.png)"));
  EXPECT_THAT(fault({"a1.png", "a4.png", "a5.png", "a7.png"}), HasSubstr("some are missing"));
  EXPECT_THAT(fault({"a1.png", "a4.png", "a5.png", "a7.png"}), HasSubstr("2, 3, 6"));
  EXPECT_THAT(fault({"1.png", "2.png", "100.png"}), HasSubstr("2.png is followed by 100.png"));
  EXPECT_THAT(fault({"1.png", "3.png", "5.png"}), HasSubstr("steps of 2"));
  EXPECT_THAT(fault({"10.png", "20.png"}), HasSubstr("10.png is followed by 20.png"));
  EXPECT_THAT(fault({"1.png", "123456789012345678901234567890.png"}), HasSubstr("numbers are missing"));
  EXPECT_THAT(fault({"1.png", "9223372036854775807.png"}), HasSubstr("numbers are missing"));
  for (const Names& names :
       {Names{"1.png", "3.png"}, Names{"1.png", "3.png", "5.png"}, Names{"1.png", "01.png"}})
    EXPECT_THAT(fault(names), HasSubstr("images = any"));
}

TEST(Numbering, Doubles) {
  EXPECT_THAT(fault({"1.png", "01.png", "2.png"}),
              HasSubstr("stands twice among its images (1.png and 01.png)"));
  EXPECT_THAT(fault({"0001.png", "0001.jpg"}), HasSubstr("0001.jpg and 0001.png"));
}

TEST(Numbering, SeveralPatterns) {
  EXPECT_THAT(fault({"a_1.png", "b_2.png"}), HasSubstr("named in several ways (a_1.png, b_2.png)"));
  EXPECT_THAT(fault({"image.png", "image1.png"}), HasSubstr("several ways"));
  EXPECT_THAT(fault({"1.png", "1 (1).png", "2.png"}), HasSubstr("several ways"));
  EXPECT_THAT(fault({"2023-01-01_10-59-58.png", "2023-01-01_10-59-59.png", "2023-01-01_11-00-00.png"}),
              HasSubstr("3 numbers in the names of its images vary"));
  EXPECT_THAT(fault({"p1_f1.png", "p1_f2.png", "p2_f1.png"}), HasSubstr("2 numbers"));
}

}  // namespace
}  // namespace sonosweep::data_tools
