// What is known to be true: masks of annotated frames, structures of every frame.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "data_tools/convert_fixture.h"
#include "data_tools/resize.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(Convert, TruthIsPackedBesideItsAnnotations) {
  write_image(source_.folder / "truth/t.png", cv::Mat(32, 48, CV_8U, cv::Scalar(255)));
  write_file(source_.folder / "truth/masks.csv",
             "video_id,frame,class,file\ns1,0,b_line,truth/t.png\nclip,0,pleura,truth/t.png\n");
  write_file(source_.folder / "truth/parameters.json", R"({"best": [60]})");
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(result.faults.notes(), ElementsAre(HasSubstr("1 frames have true masks and no annotation")));
  const auto reader = pack();
  ASSERT_TRUE(reader.index().has_truth);
  EXPECT_EQ(reader.index().truth_parameters, R"({"best": [60]})");
  const std::size_t pixels = 32 * 48;
  for (const int row : {0, 2}) {  // both annotators of s1
    const auto truth = reader.read_truth(row);
    EXPECT_EQ(truth[0], 0);
    EXPECT_EQ(truth[pixels], 1);
  }
  EXPECT_EQ(reader.read_truth(1), std::vector<std::uint8_t>(2 * pixels, 0));
}

// Frame n of a video: 0..3, all four values of two classes.
cv::Mat true_frame(int n) {
  cv::Mat bits(32, 48, CV_8U);
  for (int y = 0; y < bits.rows; ++y)
    for (int x = 0; x < bits.cols; ++x)
      bits.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>((x * x + 3 * y + n) % 5 % 4);
  return bits;
}

// The small source (two stills, a clip of 4 frames) with the true structures of all six frames.
class ConvertTrueFrames : public Convert {
 protected:
  ConvertTrueFrames() {
    for (const auto& [folder, count] : {std::pair("s1", 1), std::pair("s2", 1), std::pair("clip", 4)})
      for (int n = 0; n < count; ++n) write_image(image(folder, n), true_frame(n));
    write_frames_csv("s1,truth/frames/s1\ns2,truth/frames/s2\nclip,truth/frames/clip\n");
  }
  std::filesystem::path image(const std::string& folder, int n) const {
    return source_.folder / "truth/frames" / folder / (std::to_string(n) + ".png");
  }
  void write_frames_csv(const std::string& rows) const {
    write_file(source_.folder / "truth/frames.csv", "video_id,file\n" + rows);
  }
};

TEST_F(ConvertTrueFrames, BitsSurviveExactly) {
  const auto result = convert_source();
  ASSERT_TRUE(result.written);
  EXPECT_THAT(result.faults.texts(), IsEmpty());
  const auto reader = pack();
  ASSERT_TRUE(reader.index().has_frame_truth);
  EXPECT_FALSE(reader.index().has_truth);
  for (int n = 0; n < 4; ++n) {
    const auto masks = reader.read_frame_truth(2 + n, 1);  // the clip comes after the two stills
    const cv::Mat bits = true_frame(n);
    for (std::size_t i = 0; i < bits.total(); ++i) {
      const int value = bits.data[i];
      ASSERT_EQ(masks[i], value % 2) << "frame " << n << ", pixel " << i;                 // class 0: bit 0
      ASSERT_EQ(masks[bits.total() + i], value / 2) << "frame " << n << ", pixel " << i;  // class 1: bit 1
    }
  }
  EXPECT_THAT(reader.verify(), IsEmpty());
  EXPECT_THAT(summary_text(options_, result), HasSubstr("true masks    of every frame"));
}

// Each class by itself, as resize.h says.
TEST_F(ConvertTrueFrames, ResizedAsMasks) {
  options_.size = ImageSize{32, 16};
  ASSERT_TRUE(convert_source().written);
  const auto masks = pack().read_frame_truth(5, 1);
  const cv::Mat bits = true_frame(3);
  for (int c = 0; c < 2; ++c) {
    const cv::Mat expected = resize_mask((bits & (1 << c)) / (1 << c), {16, 32}, Fit::kStretch);
    EXPECT_TRUE(
        std::equal(expected.begin<std::uint8_t>(), expected.end<std::uint8_t>(), masks.begin() + c * 32 * 16))
        << c;
  }
}

TEST_F(ConvertTrueFrames, SameBytesWhateverTheJobs) {
  std::string first;
  for (const int jobs : {1, 3, 2}) {
    options_.jobs = jobs;
    ASSERT_TRUE(convert_source().written);
    const std::string bytes = read_file(options_.output);
    if (first.empty()) first = bytes;
    EXPECT_TRUE(bytes == first) << jobs << " jobs";
  }
}

// Each case spoils the truth of the clip, or a table.
struct SpoiledTruth {
  const char* name;
  const char* message;
  std::size_t videos;  // left with keep_going
  void (*spoil)(const std::filesystem::path& truth);
};

void PrintTo(const SpoiledTruth& spoiled, std::ostream* out) {
  *out << spoiled.name;
}

void spoil_image(const std::filesystem::path& path, cv::Size size, int value) {
  write_image(path, cv::Mat(size, CV_8U, cv::Scalar(value)));
}

class ConvertSpoiledTruth : public ConvertTrueFrames, public ::testing::WithParamInterface<SpoiledTruth> {};

TEST_P(ConvertSpoiledTruth, IsNamedAndItsVideoLeftOut) {
  source_.write();
  GetParam().spoil(source_.folder / "truth");
  const auto result = again();
  EXPECT_FALSE(result.written);
  EXPECT_THAT(result.faults.texts(), Contains(HasSubstr(GetParam().message)));
  EXPECT_TRUE(nothing_left());

  options_.keep_going = true;
  options_.jobs = 3;
  const auto rest = again();
  ASSERT_TRUE(rest.written);
  EXPECT_EQ(rest.faults.texts(), result.faults.texts());
  const auto reader = pack();
  EXPECT_EQ(reader.index().videos.size(), GetParam().videos);
  EXPECT_EQ(reader.index().has_frame_truth, rest.true_frames);
  EXPECT_THAT(reader.verify(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Each, ConvertSpoiledTruth,
    ::testing::Values(
        SpoiledTruth{"TooFew", "frames/clip: has 3 images, the video has 4 frames", 2,
                     [](const auto& truth) { std::filesystem::remove(truth / "frames/clip/1.png"); }},
        SpoiledTruth{"TooMany", "frames/clip: has 5 images, the video has 4 frames", 2,
                     [](const auto& truth) {
                       spoil_image(truth / "frames/clip/4.png", {48, 32}, 0);
                     }},
        SpoiledTruth{"AnotherSize", "0.png: is 32x47, the frames of its video are 32x48", 2,
                     [](const auto& truth) {
                       spoil_image(truth / "frames/clip/0.png", {47, 32}, 0);
                     }},
        SpoiledTruth{"AnotherSizeLater", "3.png: is 32x47, the frames of its video are 32x48", 2,
                     [](const auto& truth) {
                       spoil_image(truth / "frames/clip/3.png", {47, 32}, 0);
                     }},
        SpoiledTruth{"ABitTooMany", "2.png: value 4 has a bit beyond those of the 2 classes", 2,
                     [](const auto& truth) {
                       spoil_image(truth / "frames/clip/2.png", {48, 32}, 4);
                     }},
        SpoiledTruth{"InColour", "2.png: an image of true structures is a gray PNG of 8 bits", 2,
                     [](const auto& truth) {
                       write_image(truth / "frames/clip/2.png",
                                   cv::Mat(32, 48, CV_8UC3, cv::Scalar(1, 0, 0)));
                     }},
        SpoiledTruth{"Cut", "2.png", 2,
                     [](const auto& truth) { cut_file(truth / "frames/clip/2.png", 0.5); }},
        SpoiledTruth{"NoFolder", "frames/clip: no such folder (true structures of every frame)", 2,
                     [](const auto& truth) { std::filesystem::remove_all(truth / "frames/clip"); }},
        SpoiledTruth{"NoRow", "video 'clip': its frames have no true structures", 2,
                     [](const auto& truth) {
                       write_file(truth / "frames.csv",
                                  "video_id,file\ns1,truth/frames/s1\ns2,truth/frames/s2\n");
                     }},
        SpoiledTruth{"NoFile", "frames.csv line 4: file is empty", 2,
                     [](const auto& truth) {
                       write_file(truth / "frames.csv",
                                  "video_id,file\ns1,truth/frames/s1\ns2,truth/frames/s2\nclip,\n");
                     }},
        SpoiledTruth{"Twice", "video 'clip' stands twice", 2,
                     [](const auto& truth) {
                       write_file(truth / "frames.csv",
                                  read_file(truth / "frames.csv") + "clip,truth/frames/s1\n");
                     }},
        SpoiledTruth{"UnknownVideo", "video_id 'clop' is not in videos.csv; did you mean 'clip'?", 3,
                     [](const auto& truth) {
                       write_file(truth / "frames.csv", read_file(truth / "frames.csv") + "clop,x\n");
                     }},
        SpoiledTruth{"NoRows", "frames.csv: lists no videos", 3,
                     [](const auto& truth) { write_file(truth / "frames.csv", "video_id,file\n"); }}),
    [](const auto& each) { return std::string(each.param.name); });

TEST_F(ConvertTrueFrames, AtMostEightClasses) {
  source_.dataset = "name = small\nclasses = pleura, b_line, c, d, e, f, g, h, i\n";
  EXPECT_THAT(convert_source().faults.texts(),
              ElementsAre(HasSubstr("frames.csv: a pixel of 8 bits holds 8 classes, dataset.ini has 9")));
  // Eight do: the highest bit is the eighth class.
  source_.dataset = "name = small\nclasses = pleura, b_line, c, d, e, f, g, h\n";
  spoil_image(image("s1", 0), {48, 32}, 0x81);
  ASSERT_TRUE(convert_source().written);
  const auto masks = pack().read_frame_truth(0, 1);
  const std::size_t pixels = 32 * 48;
  for (std::size_t c = 0; c < 8; ++c) EXPECT_EQ(masks[c * pixels], c == 0 || c == 7 ? 1 : 0) << c;
}

}  // namespace
}  // namespace sonosweep::data_tools
