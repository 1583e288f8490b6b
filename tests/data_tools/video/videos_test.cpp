// Videos of every kind, against what the ffmpeg program sees in them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "core/error.h"
#include "data_tools/file_kind.h"
#include "data_tools/frame_source.h"
#include "data_tools/source_builder.h"
#include "data_tools/video/video_decoder.h"
#include "data_tools/video_builder.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;

class Videos : public ::testing::Test {
 protected:
  Videos() { prepare_video_decoder(); }
  std::string grays(const std::string& name) { return frame_bytes(*open(name)); }
  std::unique_ptr<FrameSource> open(const std::string& name) { return open_frame_source(dir_ / name, {}); }
  std::vector<std::string> notes(const std::string& name) {
    const auto source = open(name);
    frame_bytes(*source);
    return source->notes();
  }
  // Equal to what ffmpeg makes of them, within `levels`.
  void expect_as_ffmpeg(const std::vector<std::string>& names, int levels) {
    const auto expected = ffmpeg_grays(dir_.path(), names);
    for (std::size_t i = 0; i < names.size(); ++i) {
      const std::string came = grays(names[i]);
      ASSERT_EQ(came.size(), expected[i].size()) << names[i];
      ASSERT_GT(came.size(), 0U) << names[i];
      int most = 0;
      for (std::size_t p = 0; p < came.size(); ++p)
        most = std::max(most, std::abs(static_cast<int>(static_cast<unsigned char>(came[p])) -
                                       static_cast<int>(static_cast<unsigned char>(expected[i][p]))));
      EXPECT_LE(most, levels) << names[i];
    }
  }
  testing::TempDir dir_;
};

TEST_F(Videos, PixelFormats) {
  std::vector<std::string> exact, rounded;
  std::string made = test_picture(49, 35, 2);
  const auto add = [&](const std::string& format, const std::string& codec, std::vector<std::string>& to) {
    to.push_back(codec + "_" + format + ".mkv");
    made += "-pix_fmt " + format + " -c:v " + codec + " " + to.back() + " ";
  };
  for (const char* format : {"yuv420p", "yuv422p", "yuv444p", "yuv410p", "yuva420p", "gray", "ya8"})
    add(format, "ffv1", exact);
  for (const char* format : {"gray", "monow", "ya8"}) add(format, "png", exact);
  add("yuvj420p", "mjpeg", exact);
  // There it dithers, or takes other weights of the colours.
  for (const char* format :
       {"yuv420p10le", "yuv422p12le", "yuv444p16le", "gray10le", "gray16le", "bgr0", "gbrp10le"})
    add(format, "ffv1", rounded);
  for (const char* format : {"rgb24", "bgra", "pal8", "gray16be"})
    if (std::string(format) != "pal8") add(format, "png", rounded);
  ffmpeg(dir_.path(), made);
  expect_as_ffmpeg(exact, 0);
  expect_as_ffmpeg(rounded, 1);
}

// Each container, each with all its frames.
// x265 4.1 writes beyond its memory where pictures are so small, but for its code without assembler.
TEST_F(Videos, Containers) {
  ffmpeg(
      dir_.path(),
      test_picture(48, 32, 8) +
          "-c:v mpeg4 -bf 2 a.mp4 -c:v libx264 b.mp4 -c:v libx264 -movflags frag_keyframe+empty_moov c.mp4 "
          "-c:v qtrle a.mov -c:v mjpeg a.avi -c:v mpeg4 -bf 2 b.avi -c:v libx264 a.mkv -c:v libvpx a.webm "
          "-c:v mpeg2video a.mpg -c:v mpeg1video a.m1v -c:v mpeg2video a.ts -c:v libx264 -f mpegts "
          "-mpegts_m2ts_mode 1 b.m2ts -c:v wmv2 a.wmv -c:v flv1 a.flv -vf noise=alls=40 -q:v 10 -c:v "
          "libtheora a.ogv -c:v libvpx a.ivf "
          "-c:v libx264 a.h264 -c:v libx265 -x265-params log-level=none:asm=0 a.hevc -c:v mjpeg a.mjpeg");
  const std::vector<std::string> names = {"a.mp4",  "b.mp4", "c.mp4",  "a.mov",  "a.avi",  "b.avi", "a.mkv",
                                          "a.webm", "a.mpg", "a.m1v",  "a.ts",   "b.m2ts", "a.wmv", "a.flv",
                                          "a.ogv",  "a.ivf", "a.h264", "a.hevc", "a.mjpeg"};
  expect_as_ffmpeg(names, 1);
  for (const auto& name : names) {
    // Theora's encoder leaves out frames that hardly differ from the one before.
    if (name != "a.ogv") {
      EXPECT_EQ(grays(name).size(), 8U * 48 * 32) << name;
    }
    EXPECT_EQ(open(name)->fps(), name == "a.mjpeg" ? 0 : 25) << name;
    // These have no end that could be missed.
    const bool open_end = name == "a.mpg" || name == "a.m1v" || name == "a.ts" || name == "b.m2ts" ||
                          name == "a.h264" || name == "a.hevc" || name == "a.mjpeg";
    if (open_end)
      EXPECT_THAT(notes(name), ElementsAre(HasSubstr("does not say how long the recording is"))) << name;
    else
      EXPECT_THAT(notes(name), IsEmpty()) << name;
  }
  EXPECT_EQ(file_kind(dir_ / "a.mpg"), FileKind::kMpeg);
  EXPECT_EQ(file_kind(dir_ / "a.ts"), FileKind::kTransportStream);
  EXPECT_EQ(file_kind(dir_ / "b.m2ts"), FileKind::kTransportStream);
  EXPECT_EQ(file_kind(dir_ / "a.wmv"), FileKind::kAsf);
  EXPECT_EQ(file_kind(dir_ / "a.flv"), FileKind::kFlv);
  EXPECT_EQ(file_kind(dir_ / "a.ogv"), FileKind::kOgg);
  EXPECT_EQ(file_kind(dir_ / "a.ivf"), FileKind::kIvf);
  EXPECT_EQ(file_kind(dir_ / "a.mjpeg"), FileKind::kMjpeg);
}

TEST_F(Videos, FullRangeIsNotStretched) {
  ffmpeg(dir_.path(),
         "-f lavfi -i color=gray:s=32x32:r=25,format=gray,geq=lum=16,trim=end_frame=2 "
         "-vf scale=out_range=pc -color_range pc -pix_fmt yuv420p -c:v libvpx-vp9 -lossless 1 a.webm "
         "-vf scale=out_range=pc -color_range pc -pix_fmt yuv420p -c:v ffv1 a.mkv");
  expect_as_ffmpeg({"a.webm", "a.mkv"}, 0);
  for (const char* name : {"a.webm", "a.mkv"}) EXPECT_EQ(grays(name), std::string(2 * 32 * 32, 16)) << name;
}

TEST_F(Videos, Animations) {
  ffmpeg(dir_.path(), test_picture(40, 30, 6) + "a.gif -f apng -plays 0 a.png -frames:v 1 -f apng one.png");
  EXPECT_EQ(file_kind(dir_ / "a.gif"), FileKind::kGif);
  EXPECT_EQ(file_kind(dir_ / "a.png"), FileKind::kApng);
  expect_as_ffmpeg({"a.gif", "a.png"}, 1);
  EXPECT_EQ(grays("a.gif").size(), 6U * 40 * 30);
  EXPECT_EQ(grays("a.png").size(), 6U * 40 * 30);
  EXPECT_EQ(file_kind(dir_ / "one.png"), FileKind::kPng);  // an animation of one frame is an image
  EXPECT_EQ(grays("one.png").size(), 1U * 40 * 30);
}

// Cameras write the first frame with more colour than the others.
TEST_F(Videos, PixelFormatMayChange) {
  ffmpeg(dir_.path(), test_picture(48, 32, 3) +
                          "-c:v mjpeg -pix_fmt yuvj444p a.mjpeg -c:v mjpeg -pix_fmt yuvj420p "
                          "b.mjpeg -c:v mjpeg -pix_fmt yuvj422p c.mjpeg");
  const std::string a = read_bytes(dir_ / "a.mjpeg"), b = read_bytes(dir_ / "b.mjpeg");
  write_file(dir_ / "ab.mjpeg", a + b + read_bytes(dir_ / "c.mjpeg"));
  EXPECT_EQ(grays("ab.mjpeg"), grays("a.mjpeg") + grays("b.mjpeg") + grays("c.mjpeg"));
}

TEST_F(Videos, ChangeOfSizeIsRefused) {
  ffmpeg(dir_.path(), test_picture(48, 32, 3) + "-c:v mjpeg a.mjpeg -vf scale=64:40 -c:v mjpeg b.mjpeg");
  write_file(dir_ / "ab.mjpeg", read_bytes(dir_ / "a.mjpeg") + read_bytes(dir_ / "b.mjpeg"));
  EXPECT_THAT(message_of<DataError>([&] { grays("ab.mjpeg"); }),
              HasSubstr("frame 3 is 40x64, the first one is 32x48 (height x width)"));
}

// Cut by its edit list alone: the file still holds all 12 frames, players show the last 8.
TEST_F(Videos, EditListsHideFrames) {
  ffmpeg(dir_.path(), test_picture(48, 32, 12) + "-c:v libx264 -g 12 -bf 2 a.mp4");
  ffmpeg(dir_.path(), "-ss 0.16 -i a.mp4 -c copy b.mp4");
  const std::string whole = grays("a.mp4");
  EXPECT_EQ(whole.size(), 12U * 48 * 32);
  EXPECT_EQ(grays("b.mp4"), whole.substr(4 * 48 * 32));
  expect_as_ffmpeg({"b.mp4"}, 0);
}

// Recorders drop frames: AVI holds an empty place for each.
TEST_F(Videos, DroppedFramesOfAvi) {
  ffmpeg(dir_.path(), test_picture(48, 32, 12) +
                          "-vf 'select=not(eq(n\\,3)+eq(n\\,7))' -fps_mode vfr -c:v mjpeg a.avi "
                          "-vf 'select=not(eq(n\\,3)+eq(n\\,7))' -fps_mode vfr -c:v mpeg4 b.avi");
  EXPECT_EQ(grays("a.avi").size(), 10U * 48 * 32);
  EXPECT_EQ(grays("b.avi").size(), 10U * 48 * 32);
  expect_as_ffmpeg({"a.avi", "b.avi"}, 0);
}

// The matrix of the track's header, which players follow, written over the one that turns nothing.
void set_matrix(const std::filesystem::path& path, const std::vector<int>& abcd) {
  std::string bytes = read_bytes(path);
  const auto number = [](std::int64_t value) {
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift & 0xFF);
    return text;
  };
  const auto at =
      bytes.find(number(1 << 16) + number(0) + number(0) + number(0) + number(1 << 16), bytes.find("tkhd"));
  ASSERT_NE(at, std::string::npos);
  const auto scaled = [&](std::size_t i) { return number(std::int64_t{abcd[i]} * 65536); };
  bytes.replace(at, 20, scaled(0) + scaled(1) + number(0) + scaled(2) + scaled(3));
  write_file(path, bytes);
}

TEST_F(Videos, TurnedAndMirroredAsPlayersShowThem) {
  ffmpeg(dir_.path(), test_picture(48, 32, 2) + "-c:v libx264 a.mp4");
  const auto source = open("a.mp4");
  cv::Mat stored;
  ASSERT_TRUE(source->next(stored));
  const std::vector<std::vector<int>> matrices = {{1, 0, 0, 1},  {-1, 0, 0, -1}, {-1, 0, 0, 1},
                                                  {1, 0, 0, -1}, {0, 1, 1, 0},   {0, 1, -1, 0},
                                                  {0, -1, 1, 0}, {0, -1, -1, 0}};
  std::vector<std::string> turns;
  for (std::size_t i = 0; i < matrices.size(); ++i) {
    const auto& m = matrices[i];
    const std::string name = std::to_string(i) + ".mp4";
    std::filesystem::copy_file(dir_ / "a.mp4", dir_ / name,
                               std::filesystem::copy_options::overwrite_existing);
    set_matrix(dir_ / name, m);
    cv::Mat shown, expected(m[0] != 0 ? 32 : 48, m[0] != 0 ? 48 : 32, CV_8U);
    for (int y = 0; y < 32; ++y)
      for (int x = 0; x < 48; ++x) {
        const int column = m[0] * x + m[2] * y, row = m[1] * x + m[3] * y;
        expected.at<std::uint8_t>(m[1] + m[3] < 0 ? row + expected.rows - 1 : row,
                                  m[0] + m[2] < 0 ? column + expected.cols - 1 : column) =
            stored.at<std::uint8_t>(y, x);
      }
    ASSERT_TRUE(open(name)->next(shown));
    ASSERT_EQ(shown.size(), expected.size());
    EXPECT_EQ(frame_bytes(shown), frame_bytes(expected)) << m[0] << m[1] << m[2] << m[3];
    // What it makes of mirrors differs from version to version.
    if (m[0] * m[3] - m[1] * m[2] == 1) turns.push_back(name);
  }
  expect_as_ffmpeg(turns, 0);
}

TEST_F(Videos, OneOfSeveralVideosIsTakenAndSaid) {
  ffmpeg(dir_.path(), test_picture(48, 32, 4) +
                          "-f lavfi -i color=red:s=24x16:r=25,trim=end_frame=4 -f lavfi -i "
                          "sine=d=0.16 -map 0 -map 1 -map 2 -c:v mpeg4 -c:a aac a.mp4 -map 0 "
                          "-map 2 -c:v mpeg4 -c:a aac b.mp4");
  EXPECT_EQ(grays("a.mp4").size(), 4U * 48 * 32);
  EXPECT_THAT(notes("a.mp4"), ElementsAre(HasSubstr("a.mp4: holds 2 videos side by side; number 0 ")));
  EXPECT_EQ(grays("b.mp4").size(), 4U * 48 * 32);
  EXPECT_THAT(notes("b.mp4"), IsEmpty());
}

TEST_F(Videos, NamesAreOnlyNames) {
  ffmpeg(dir_.path(), test_picture(48, 32, 4) + "-c:v mpeg4 a.mp4 -c:v mpeg4 a.avi");
  const std::string whole = grays("a.mp4");
  for (const char* name : {"a:b.mp4", "concat:a.mp4|a.avi", "50%d.mp4", "-i 'x'.mp4", "pipe:0", "a.avi.txt",
                           "ü \\n.x", "data:,x", "none", "a.m3u8"}) {
    std::filesystem::copy_file(dir_ / "a.mp4", dir_ / name);
    EXPECT_EQ(grays(name), whole) << name;
  }
}

// As a video inside another file is read.
TEST_F(Videos, FromMemory) {
  ffmpeg(dir_.path(), test_picture(48, 32, 4) + "-c:v libx264 a.mp4 -c:v libx264 a.h264");
  for (const char* name : {"a.mp4", "a.h264"}) {
    VideoDecoder decoder("inside", bytes_in_memory(read_bytes(dir_ / name)));
    std::string bytes;
    for (cv::Mat frame; decoder.next(frame);) bytes += frame_bytes(frame);
    EXPECT_EQ(bytes, grays(name));
    EXPECT_EQ(decoder.decoded(), 4);
  }
}

}  // namespace
}  // namespace sonosweep::data_tools
