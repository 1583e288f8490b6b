#include "data_tools/frame_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <opencv2/imgcodecs.hpp>

#include "core/error.h"
#include "data_tools/file_kind.h"
#include "data_tools/source_builder.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;

class Frames : public ::testing::Test {
 protected:
  Frames() { prepare_video_decoder(); }
  // All frames; each is of one gray, or -1.
  std::vector<int> grays(const std::string& name) {
    const auto source = open_frame_source(dir_ / name, {});
    std::vector<int> values;
    for (cv::Mat frame; source->next(frame);) {
      EXPECT_EQ(frame.type(), CV_8U);
      double low = 0, high = 0;
      cv::minMaxLoc(frame, &low, &high);
      values.push_back(high - low <= 6 ? static_cast<int>(low + high) / 2 : -1);
    }
    return values;
  }
  std::string fault(const std::string& name) {
    const std::string message = message_of<DataError>([&] { grays(name); });
    EXPECT_THAT(message, HasSubstr(name));
    return message;
  }
  void expect_video(const std::string& name, int frames) {
    const auto values = grays(name);
    ASSERT_EQ(values.size(), static_cast<std::size_t>(frames)) << name;
    for (int n = 0; n < frames; ++n)
      EXPECT_NEAR(values[static_cast<std::size_t>(n)], video_gray(n), 6) << name << n;
  }
  testing::TempDir dir_;
};

TEST_F(Frames, VideosOfEachContainer) {
  write_video(dir_ / "a.mp4", "mp4v", 14, {48, 32}, 20);
  write_video(dir_ / "a.avi", "MJPG", 13, {48, 32}, 20);
  write_video(dir_ / "a.mkv", "mp4v", 12, {48, 32}, 20);
  write_video(dir_ / "a.mpg", "PIM1", 11, {48, 32}, 25);
  expect_video("a.mp4", 14);
  expect_video("a.avi", 13);
  expect_video("a.mkv", 12);
  expect_video("a.mpg", 11);
  EXPECT_NEAR(open_frame_source(dir_ / "a.mp4", {})->fps(), 20, 1e-6);
  EXPECT_EQ(file_kind(dir_ / "a.mp4"), FileKind::kMp4);
  EXPECT_EQ(file_kind(dir_ / "a.avi"), FileKind::kAvi);
  EXPECT_EQ(file_kind(dir_ / "a.mkv"), FileKind::kMatroska);
  EXPECT_EQ(file_kind(dir_ / "a.mpg"), FileKind::kMpeg);
}

TEST_F(Frames, TheContentDecidesNotTheName) {
  write_video(dir_ / "a.mp4", "mp4v", 5, {48, 32});
  std::filesystem::rename(dir_ / "a.mp4", dir_ / "odd name: 50%d.avi");
  expect_video("odd name: 50%d.avi", 5);
}

// Cut anywhere, the file is a fault; never a shorter video.
TEST_F(Frames, CutShort) {
  for (const char* name : {"a.mp4", "a.avi", "a.mkv"})
    for (const double kept : {0.02, 0.3, 0.6, 0.9, 0.99}) {
      write_video(dir_ / name, "mp4v", 30, {64, 64});
      cut_file(dir_ / name, kept);
      EXPECT_THAT(fault(name), AnyOf(HasSubstr("cut short"), HasSubstr("cannot be decoded"))) << kept;
    }
}

// A whole file whose content is damaged in the middle: fewer frames than announced.
TEST_F(Frames, FewerFramesThanAnnounced) {
  write_video(dir_ / "a.avi", "MJPG", 30, {64, 64});
  const auto bytes = std::filesystem::file_size(dir_ / "a.avi");
  {
    FILE* file = fopen((dir_ / "a.avi").c_str(), "r+b");
    ASSERT_NE(file, nullptr);
    fseek(file, static_cast<long>(bytes / 2), SEEK_SET);
    const std::vector<char> zeros(bytes / 8, 0);
    fwrite(zeros.data(), 1, zeros.size(), file);
    fclose(file);
  }
  EXPECT_THAT(fault("a.avi"), HasSubstr("the file announces 30"));
}

TEST_F(Frames, NotAVideo) {
  write_file(dir_ / "a.mp4", "this is no video");
  EXPECT_THAT(fault("a.mp4"), HasSubstr("is a text file, expected a video"));
  write_file(dir_ / "b.mp4", "");
  EXPECT_THAT(fault("b.mp4"), HasSubstr("is empty"));
  EXPECT_THAT(fault("missing.mp4"), HasSubstr("no such file"));
  write_file(dir_ / "c.dcm", std::string(128, '\0') + "DICM" + std::string(50, '\0'));
  EXPECT_THAT(fault("c.dcm"), HasSubstr("DICOM"));
}

TEST_F(Frames, StillsStayBitForBit) {
  cv::Mat image(9, 7, CV_8U), colour;
  cv::randu(image, 0, 256);
  write_image(dir_ / "a.png", image);
  cv::merge(std::vector{image, image, image}, colour);  // R = G = B, as from a gray palette
  write_image(dir_ / "b.png", colour);
  cv::Mat deep;
  image.convertTo(deep, CV_16U, 257);
  write_image(dir_ / "c.png", deep);
  for (const char* name : {"a.png", "b.png", "c.png"}) {
    const auto source = open_frame_source(dir_ / name, {});
    cv::Mat frame, more;
    ASSERT_TRUE(source->next(frame));
    EXPECT_EQ(cv::norm(frame, image, cv::NORM_INF), 0) << name;
    EXPECT_FALSE(source->next(more));
    EXPECT_EQ(source->fps(), 0);
  }
}

TEST_F(Frames, FolderInOrderOfNumbers) {
  const auto gray = [](int v) { return cv::Mat(4, 4, CV_8U, cv::Scalar(v)); };
  write_image(dir_ / "f/02.png", gray(20));
  for (int n = 3; n <= 9; ++n) write_image(dir_ / ("f/" + std::to_string(n) + ".png"), gray(10 * n));
  write_image(dir_ / "f/10.png", gray(100));
  write_image(dir_ / "f/01.bmp", gray(10));
  write_file(dir_ / "f/.DS_Store", "x");
  EXPECT_THAT(grays("f"), ElementsAre(10, 20, 30, 40, 50, 60, 70, 80, 90, 100));
}

TEST_F(Frames, FoldersWithFaults) {
  std::filesystem::create_directory(dir_ / "empty");
  EXPECT_THAT(fault("empty"), HasSubstr("a folder without images"));
  write_image(dir_ / "f/1.png", cv::Mat(4, 4, CV_8U, cv::Scalar(1)));
  write_image(dir_ / "f/2.png", cv::Mat(4, 5, CV_8U, cv::Scalar(1)));
  EXPECT_THAT(fault("f"), HasSubstr("frame 1 is 4x5, the first one is 4x4"));
  write_file(dir_ / "f/2.png", "text");
  EXPECT_THAT(fault("f"), HasSubstr("2.png: stands in a folder of images and is not one"));
}

TEST_F(Frames, DamagedStills) {
  cv::Mat noise(64, 64, CV_8U);
  cv::randu(noise, 0, 255);
  for (const char* name : {"a.png", "a.jpg", "a.tiff"}) {
    write_image(dir_ / name, noise);
    cut_file(dir_ / name, 0.5);
    EXPECT_THAT(fault(name), AnyOf(HasSubstr("cut short"), HasSubstr("cannot decode"))) << name;
  }
}

}  // namespace
}  // namespace sonosweep::data_tools
