// Many rows with one cause are one message.
#include "data_tools/faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "data_tools/convert_fixture.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Faults, OfOneKindDifferInFileAndNumbersOnly) {
  EXPECT_EQ(kind_of("a/b 1.png: row 3 has 7 pixels"), kind_of("c.png: row 12 has 99 pixels"));
  EXPECT_NE(kind_of("a.png: is empty"), kind_of("a.png: is damaged"));
  EXPECT_EQ(kind_of("nothing of a file"), "nothing of a file");
}

TEST(Faults, OfOneTableAndKindAreOneMessage) {
  Faults faults;
  faults.add_alike({"t.csv", 2}, "video 'a': ", "x.png: has 3 holes");
  faults.add("another");
  for (std::size_t line = 3; line <= 9; ++line) faults.add_alike({"t.csv", line}, "", "y.png: has 4 holes");
  faults.add_alike({"u.csv", 2}, "", "x.png: has 3 holes");
  EXPECT_EQ(faults.count(), 10U);
  EXPECT_THAT(
      faults.texts(),
      ElementsAre("t.csv line 2: video 'a': x.png: has 3 holes (and 7 more of this kind: lines 3, 4, 5, 6, 7 "
                  "and 2 more)",
                  "another", "u.csv line 2: x.png: has 3 holes"));
}

// Of files, frames beyond the end and videos alike.
TEST_F(Convert, FaultsThatManyRowsShareAreOneMessage) {
  source_.annotations =
      "video_id,frame,annotator,class,file\n"
      "s1,0,Anna,pleura,maps/small.png\ns1,0,Ben,pleura,maps/small.png\ns2,0,Anna,pleura,maps/small.png\n"
      "clip,7,Anna,b_line,maps/b.png\nclip,8,Anna,b_line,maps/b.png\nclip,9,Anna,b_line,maps/b.png\n";
  source_.write();
  write_image(source_.folder / "maps/small.png", cv::Mat(16, 24, CV_8U, cv::Scalar(200)));
  const auto result = again();
  EXPECT_EQ(result.faults.count(), 6U);
  EXPECT_THAT(
      result.faults.texts(),
      ElementsAre(
          AllOf(HasSubstr("annotations.csv line 2: "), HasSubstr("small.png: is 16x24"),
                HasSubstr("(and 2 more of this kind: lines 3, 4)")),
          AllOf(HasSubstr("annotations.csv line 5: there is no frame 7 of video 'clip': it has 4, 0 to 3"),
                HasSubstr("(and 2 more of this kind: lines 6, 7)"))));
}

}  // namespace
}  // namespace sonosweep::data_tools
