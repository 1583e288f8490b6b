// Videos given as images: numbers, bits, notes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "data_tools/convert_fixture.h"
#include "data_tools/frame_source.h"
#include "data_tools/image_builder.h"
#include "data_tools/source_builder.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;

class ImageFrames : public ::testing::Test {
 protected:
  // Reads all frames; their notes.
  std::vector<std::string> notes(const std::string& name, const FrameOptions& options = {}) {
    const auto source = open_frame_source(dir_ / name, options);
    frames_.clear();
    for (cv::Mat frame; source->next(frame);) frames_.push_back(frame.clone());
    return source->notes();
  }
  void write_deep(const std::vector<int>& values) {
    for (std::size_t i = 0; i < values.size(); ++i)
      write_image(dir_ / "deep" / (std::to_string(i) + ".png"), cv::Mat(2, 2, CV_16U, cv::Scalar(values[i])));
  }
  testing::TempDir dir_;
  std::vector<cv::Mat> frames_;
};

TEST_F(ImageFrames, FewBitsInSixteenAreNoted) {
  const std::pair<int, const char*> cases[] = {{200, "as if 8 bits stood in 16"},
                                               {1023, "as if 10 bits"},
                                               {1024, "as if 12 bits"},
                                               {4095, "end at 4095, as if 12 bits"},
                                               {16383, "as if 14 bits"}};
  for (const auto& [value, text] : cases) {
    write_deep({7, value, 3});
    EXPECT_THAT(notes("deep"), ElementsAre(HasSubstr(text))) << value;
  }
  // All images are judged together; values to the left of 16 bits have the right scale already.
  for (const auto& values : {std::vector<int>{7, 16384, 3},
                             {7, 65535, 3},
                             {0, 0, 0},
                             {0x3000, 0x0100, 0},
                             {40 * 257, 3 * 257, 0},
                             {0x2010, 0x30, 0}}) {
    write_deep(values);
    EXPECT_THAT(notes("deep"), IsEmpty()) << values[1];
  }
  write_deep({7, 4095, 3});
  EXPECT_THAT(notes("deep", {16}), IsEmpty());
}

TEST_F(ImageFrames, BitDepthScales) {
  write_deep({0, 2048, 4095});
  EXPECT_THAT(notes("deep", {12}), IsEmpty());
  ASSERT_EQ(frames_.size(), 3U);
  EXPECT_EQ(frames_[1].at<std::uint8_t>(0, 0), 128);  // 2048 * 255 / 4095 = 127.53
  EXPECT_EQ(frames_[2].at<std::uint8_t>(0, 0), 255);
  EXPECT_THAT(message_of<DataError>([&] { notes("deep", {10}); }),
              HasSubstr("1.png: value 2048 is above 2^bit_depth - 1 = 1023"));
  write_image(dir_ / "flat.png", cv::Mat(2, 2, CV_8U, cv::Scalar(9)));
  EXPECT_THAT(message_of<DataError>([&] { notes("flat.png", {12}); }), HasSubstr("has 8 bits"));
  EXPECT_THAT(notes("flat.png", {8}), IsEmpty());
}

TEST_F(ImageFrames, TurnedOnesAreNoted) {
  for (const char* name : {"f/1.png", "f/2.png", "f/3.png"})
    write_image(dir_ / name, cv::Mat(4, 6, CV_8U, cv::Scalar(9)));
  add_exif(dir_ / "f/2.png", exif_block(3));
  EXPECT_THAT(notes("f"), ElementsAre(HasSubstr("1 of 3 images turned by 180 degrees")));
  add_exif(dir_ / "f/3.png", exif_block(6));
  EXPECT_THAT(message_of<DataError>([&] { notes("f"); }),
              HasSubstr("frame 2 is 6x4 as its EXIF orientation 6 turns it, the first one is 4x6"));
}

TEST_F(ImageFrames, NumbersOfAFolder) {
  for (const int n : {1, 2, 10})
    write_image(dir_ / "f" / (std::to_string(n) + ".png"), cv::Mat(2, 2, CV_8U, n));
  EXPECT_THAT(message_of<DataError>([&] { notes("f"); }), HasSubstr("2.png is followed by 10.png"));
  EXPECT_THAT(notes("f", {std::nullopt, true}), IsEmpty());
  ASSERT_EQ(frames_.size(), 3U);
  EXPECT_EQ(frames_[2].at<std::uint8_t>(0, 0), 10);
}

// Of many videos the same is said once.
TEST_F(Convert, NotesOfManyVideosAreOne) {
  source_.write();
  for (const char* name : {"stills/s1.png", "stills/s2.png"}) add_exif(source_.folder / name, exif_block(3));
  EXPECT_THAT(
      again().faults.notes(),
      ElementsAre(::testing::AllOf(HasSubstr("videos.csv line 2: video 's1': "), HasSubstr("turned by 180"),
                                   HasSubstr("(and 1 more of this kind: line 3)"))));
}

}  // namespace
}  // namespace sonosweep::data_tools
