// Videos that are damaged, cut short or none at all: each is refused, whatever the decoder makes of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/imgcodecs.hpp>

#include "core/error.h"
#include "data_tools/file_kind.h"
#include "data_tools/frame_source.h"
#include "data_tools/source_builder.h"
#include "data_tools/video_builder.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using testing::message_of;
using ::testing::Not;

class VideoDamage : public ::testing::Test {
 protected:
  VideoDamage() { prepare_video_decoder(); }
  // "" where the video is accepted.
  std::string fault(const std::string& name) {
    try {
      frame_bytes(*open_frame_source(dir_ / name, {}));
    } catch (const DataError& error) {
      EXPECT_THAT(error.what(), HasSubstr(name));
      return error.what();
    }
    return "";
  }
  void refuse(const std::string& name, const std::string& bytes, const std::string& why) {
    write_file(dir_ / name, bytes);
    EXPECT_THAT(fault(name), HasSubstr(why)) << name;
  }
  testing::TempDir dir_;
};

// Cut anywhere, a file is a fault, never a shorter video; where that cannot be known, a note says so.
TEST_F(VideoDamage, CutShort) {
  const std::string x264 = " -c:v libx264 -preset ultrafast ";
  const std::vector<std::string> names = {"a.mp4", "f.mp4", "a.mov", "a.avi", "a.mkv", "a.webm", "a.gif",
                                          "a.png", "a.wmv", "a.flv", "a.ogv", "a.ivf", "a.ts",   "a.m2ts"};
  std::string made = test_picture(160, 128, 10);
  for (const auto& [options, name] : std::vector<std::pair<std::string, std::string>>{
           {x264, "a.mp4"},
           {x264 + "-movflags frag_keyframe+empty_moov", "f.mp4"},
           {"-c:v mpeg4", "a.mov"},
           {"-c:v mjpeg", "a.avi"},
           {x264, "a.mkv"},
           {"-c:v libvpx -deadline realtime -cpu-used 8", "a.webm"},
           {"", "a.gif"},
           {"-f apng", "a.png"},
           {"-c:v wmv2", "a.wmv"},
           {"-c:v flv1", "a.flv"},
           {"-c:v libtheora", "a.ogv"},
           {"-c:v libvpx -deadline realtime -cpu-used 8", "a.ivf"},
           {"-c:v mpeg2video", "a.ts"},
           {x264 + "-f mpegts -mpegts_m2ts_mode 1", "a.m2ts"}})
    made += "-vf noise=alls=40 " + options + " " + name + " ";
  ffmpeg(dir_.path(), made);
  for (const auto& name : names) {
    const std::string whole = read_bytes(dir_ / name);
    EXPECT_EQ(fault(name), "") << name;
    for (const double kept : {0.2, 0.503, 0.77, 0.9, 0.993}) {
      write_file(dir_ / ("cut_" + name),
                 whole.substr(0, static_cast<std::size_t>(static_cast<double>(whole.size()) * kept)));
      EXPECT_THAT(fault("cut_" + name),
                  AnyOf(HasSubstr("cut short"), HasSubstr("damaged"), HasSubstr("cannot be decoded")))
          << name << kept;
    }
  }
}

TEST_F(VideoDamage, RecordingsWithoutAnEndSayThatNothingIsKnown) {
  ffmpeg(dir_.path(),
         test_picture(64, 48, 10) + "-c:v libx264 -live 1 -f matroska a.mkv -c:v mpeg2video a.mpg");
  for (const char* name : {"a.mkv", "a.mpg"}) {
    const auto source = open_frame_source(dir_ / name, {});
    frame_bytes(*source);
    EXPECT_THAT(source->notes(), ::testing::Contains(HasSubstr("does not say how long the recording is")))
        << name;
  }
}

// Bytes of one frame are changed: found by the codec's own checks, the decoder's words or its marks.
TEST_F(VideoDamage, ChangedBytesInAFrame) {
  struct Codec {
    const char *name, *options;
  };
  const Codec codecs[] = {{"h264.mp4", "-c:v libx264 -preset ultrafast -g 5"},
                          {"h264.mkv", "-c:v libx264 -preset ultrafast -g 5"},
                          {"mpeg2.ts", "-c:v mpeg2video -q:v 2"},
                          {"mpeg2.mpg", "-c:v mpeg2video -q:v 2"},
                          {"mpeg4.avi", "-c:v mpeg4 -q:v 2"},
                          {"mjpeg.avi", "-c:v mjpeg -q:v 2"},
                          {"wmv2.wmv", "-c:v wmv2 -q:v 2"},
                          {"flv1.flv", "-c:v flv1 -q:v 2"},
                          {"ffv1.mkv", "-c:v ffv1 -level 3 -slicecrc 1"},
                          {"theora.ogv", "-c:v libtheora -q:v 9"},
                          {"apng.png", "-f apng"}};
  std::string made = test_picture(160, 128, 6);
  for (const auto& [name, options] : codecs)
    made += std::string("-vf noise=alls=40 ") + options + " " + name + " ";
  ffmpeg(dir_.path(), made);
  for (const auto& codec : codecs) {
    EXPECT_EQ(fault(codec.name), "");
    std::string bytes = read_bytes(dir_ / codec.name);
    for (std::size_t i = 0; i < 150; ++i) bytes[bytes.size() / 2 + i] ^= 0x5A;
    write_file(dir_ / codec.name, bytes);
    EXPECT_THAT(fault(codec.name), AllOf(HasSubstr("damaged"), Not(HasSubstr("ffmpeg -i OLD NEW"))))
        << codec.name;
  }
}

TEST_F(VideoDamage, AdviceKeepsTheNumbersOfFrames) {
  write_video(dir_ / "a.avi", "MJPG", 30, {64, 64});
  std::string bytes = read_bytes(dir_ / "a.avi");
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2), bytes.size() / 8, '\0');
  refuse("a.avi", bytes, "ffmpeg -i OLD -fps_mode passthrough NEW");
}

// cat A B > C: what a decoder makes of B depends on the format, so none is let through whose first file has
// an end.
TEST_F(VideoDamage, TwoFilesInOne) {
  std::string made = test_picture(48, 32, 3);
  const std::string x264 = "-c:v libx264 -preset ultrafast ",
                    vp8 = "-c:v libvpx -deadline realtime -cpu-used 8 ";
  for (const std::string& output :
       {x264 + "a.mp4", x264 + "-movflags frag_keyframe+empty_moov f.mp4", std::string("-c:v mpeg4 a.mov"),
        std::string("-c:v mjpeg a.avi"), x264 + "a.mkv", vp8 + "a.webm", std::string("-c:v wmv2 a.wmv"),
        std::string("-c:v flv1 a.flv"), std::string("a.gif"), std::string("-f apng a.png"),
        std::string("-c:v mpeg2video a.m2v"), std::string("-c:v mjpeg a.mjpeg")})
    made += output + " ";
  ffmpeg(dir_.path(), made);
  for (const char* name : {"a.mp4", "f.mp4", "a.mov", "a.avi", "a.mkv", "a.webm", "a.wmv", "a.flv"}) {
    const std::string one = read_bytes(dir_ / name);
    const std::string at = std::to_string(one.size());
    refuse(name, one + one, "a second video begins at byte " + at + ", behind the first");
    EXPECT_THAT(fault(name), HasSubstr("head -c " + at + " OLD")) << name;
  }
  for (const auto& [name, what] : {std::pair("a.gif", "GIF"), std::pair("a.png", "image")}) {
    const std::string one = read_bytes(dir_ / name);
    refuse(name, one + one, std::string("a second ") + what + " begins");
  }
  // Made to be joined: all frames come.
  for (const char* name : {"a.m2v", "a.mjpeg"}) {
    const std::string one = read_bytes(dir_ / name);
    write_file(dir_ / name, one + one);
    EXPECT_EQ(frame_bytes(*open_frame_source(dir_ / name, {})).size(), 6U * 48 * 32) << name;
  }
}

TEST_F(VideoDamage, WhatIsLegalBehindAVideo) {
  ffmpeg(dir_.path(), test_picture(48, 32, 3) + "-c:v mjpeg a.avi -c:v mpeg4 a.mp4");
  using std::string_literals::operator""s;
  write_file(dir_ / "a.avi", read_bytes(dir_ / "a.avi") + "RIFF\4\0\0\0AVIX"s);
  write_file(dir_ / "a.mp4", read_bytes(dir_ / "a.mp4") +
                                 "\0\0\0\x0C"
                                 "free1234"s);
  for (const char* name : {"a.avi", "a.mp4"}) EXPECT_EQ(fault(name), "") << name;
}

TEST_F(VideoDamage, TwoImagesInOne) {
  for (const char* name : {"a.png", "a.bmp", "a.webp"}) {
    std::vector<unsigned char> coded;
    cv::imencode(std::string(name).substr(1), cv::Mat(16, 16, CV_8UC3, cv::Scalar(9, 90, 200)), coded);
    const std::string one(coded.begin(), coded.end());
    write_file(dir_ / name, one + std::string(16, '\0'));
    EXPECT_EQ(fault(name), "") << name;
    refuse(name, one + one, "a second image begins at byte " + std::to_string(one.size()));
  }
}

// FFmpeg would make pictures of the text, or open the files that it names.
TEST_F(VideoDamage, NotVideos) {
  write_video(dir_ / "real.mp4", "mp4v", 4, {48, 32});
  refuse("notes.txt", "Patient was calm.\nNothing else.\n", "is a text file, expected a video");
  refuse("umlaut.txt",
         "Stra\xC3\x9F"
         "e\n",
         "is a text file");
  refuse("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nreal.mp4\n#EXT-X-ENDLIST\n",
         "a text file");
  refuse("list.ffconcat", "ffconcat version 1.0\nfile real.mp4\n", "a text file");
  refuse("a.srt", "1\n00:00:00,000 --> 00:00:01,000\nHello\n", "a text file");
  refuse("a.html", "<!DOCTYPE html><html><body>Sign in</body></html>", "a text file");
  refuse("a.mp4", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n", "git lfs pull");
  refuse("a.wav", std::string("RIFF\x24\0\0\0WAVEfmt ", 16) + std::string(64, '\0'), "is a sound file");
  refuse("random.mp4", std::string("\1\2\3\4\xFE\xED", 6) + std::string(500, '\7'), "of unknown kind");
  refuse("moving.webp", std::string("RIFF\x30\0\0\0WEBPVP8X\x0A\0\0\0\2\0\0\0", 24) + std::string(30, '\0'),
         "is an animated WebP");
  refuse("a.tif", "II*" + std::string(125, '\0') + "DICM" + std::string(100, '\0'), "is a DICOM file");
}

TEST_F(VideoDamage, SoundAlone) {
  ffmpeg(dir_.path(), test_picture(48, 32, 1) +
                          "-f lavfi -i sine=d=0.2 -map 1 -c:a aac a.m4a -map 1 -c:a aac a.mka "
                          "-map 1 -map 0 -c:a aac -c:v mjpeg -disposition:v attached_pic b.m4a");
  EXPECT_THAT(fault("a.m4a"), HasSubstr("holds no video (only sound or other data)"));
  EXPECT_THAT(fault("a.mka"), HasSubstr("holds no video"));
  EXPECT_THAT(fault("b.m4a"), HasSubstr("holds no video (only sound and a cover picture)"));
}

// One JPEG behind the other is a video; a photograph with a second picture in it is not.
TEST_F(VideoDamage, RowsOfJpegs) {
  std::vector<unsigned char> coded;
  cv::imencode(".jpg", cv::Mat(16, 16, CV_8U, cv::Scalar(90)), coded);
  const std::string jpeg(coded.begin(), coded.end());
  write_file(dir_ / "one.jpg", jpeg);
  EXPECT_EQ(file_kind(dir_ / "one.jpg"), FileKind::kJpeg);
  write_file(dir_ / "two.jpg", jpeg + jpeg);
  EXPECT_EQ(file_kind(dir_ / "two.jpg"), FileKind::kMjpeg);
  EXPECT_EQ(frame_bytes(*open_frame_source(dir_ / "two.jpg", {})), std::string(2 * 16 * 16, 90));
  write_file(dir_ / "photo.jpg",
             jpeg.substr(0, 2) + std::string("\xFF\xE2\0\x08MPF\0ab", 10) + jpeg.substr(2) + jpeg);
  EXPECT_EQ(file_kind(dir_ / "photo.jpg"), FileKind::kJpeg);
  write_file(dir_ / "padded.jpg", jpeg + std::string(100, '\0'));
  EXPECT_EQ(file_kind(dir_ / "padded.jpg"), FileKind::kJpeg);
  write_file(dir_ / "filled.jpg", jpeg + std::string(100, '\0') + jpeg);
  EXPECT_EQ(frame_bytes(*open_frame_source(dir_ / "filled.jpg", {})), std::string(2 * 16 * 16, 90));
}

}  // namespace
}  // namespace sonosweep::data_tools
