#include "data_tools/video/luma.h"

extern "C" {
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
}

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/error.h"
#include "message_of.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;

// Its values, row by row.
std::string frame_text(const cv::Mat& image) {
  std::string text;
  for (auto value = image.begin<std::uint8_t>(); value != image.end<std::uint8_t>(); ++value)
    text += (text.empty() ? "" : " ") + std::to_string(*value);
  return text;
}

// A picture of one line, whose first component has these values.
class Picture {
 public:
  Picture(AVPixelFormat format, const std::vector<std::uint16_t>& values,
          AVColorRange range = AVCOL_RANGE_UNSPECIFIED)
      : frame_(av_frame_alloc()) {
    frame_->format = format;
    frame_->width = static_cast<int>(values.size());
    frame_->height = 1;
    frame_->color_range = range;
    if (av_frame_get_buffer(frame_, 0) < 0) throw std::runtime_error("no memory");
    for (AVBufferRef* buffer : frame_->buf)  // written to bit by bit
      if (buffer != nullptr) std::memset(buffer->data, 0, buffer->size);
    const AVPixFmtDescriptor* description = av_pix_fmt_desc_get(format);
    av_write_image_line2(values.data(), frame_->data, frame_->linesize, description, 0, 0, 0, frame_->width,
                         2);
  }
  ~Picture() { av_frame_free(&frame_); }
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
  AVFrame& frame() { return *frame_; }
  std::vector<std::uint8_t> gray() {
    LumaReader reader;
    cv::Mat image;
    reader.read(*frame_, image);
    return {image.begin<std::uint8_t>(), image.end<std::uint8_t>()};
  }

 private:
  AVFrame* frame_;
};

// Black 16, white 235: (126 - 16) * 255 / 219 = 128.1. Beyond them is black and white too.
TEST(Luma, LimitedRangeIsStretched) {
  for (const auto format : {AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUV444P, AV_PIX_FMT_NV12,
                            AV_PIX_FMT_UYVY422, AV_PIX_FMT_YUYV422})
    EXPECT_THAT(Picture(format, {16, 235, 126, 0, 255, 17}).gray(), ElementsAre(0, 255, 128, 0, 255, 1))
        << av_get_pix_fmt_name(format);
  EXPECT_THAT(Picture(AV_PIX_FMT_GRAY8, {16, 235, 126, 4}, AVCOL_RANGE_MPEG).gray(),
              ElementsAre(0, 255, 128, 0));
}

TEST(Luma, FullRangeStaysAsItIs) {
  EXPECT_THAT(Picture(AV_PIX_FMT_YUV420P, {0, 16, 126, 255}, AVCOL_RANGE_JPEG).gray(),
              ElementsAre(0, 16, 126, 255));
  EXPECT_THAT(Picture(AV_PIX_FMT_YUVJ422P, {0, 16, 126, 255}).gray(), ElementsAre(0, 16, 126, 255));
  EXPECT_THAT(Picture(AV_PIX_FMT_GRAY8, {0, 16, 126, 255}).gray(), ElementsAre(0, 16, 126, 255));
  EXPECT_THAT(Picture(AV_PIX_FMT_YA8, {0, 16, 126, 255}).gray(), ElementsAre(0, 16, 126, 255));
}

// Black and white of d bits are 16 and 235 times 2^(d-8).
TEST(Luma, MoreBits) {
  EXPECT_THAT(Picture(AV_PIX_FMT_YUV420P10LE, {64, 940, 504, 1023}).gray(), ElementsAre(0, 255, 128, 255));
  EXPECT_THAT(Picture(AV_PIX_FMT_YUV420P10BE, {64, 940, 504, 1023}).gray(), ElementsAre(0, 255, 128, 255));
  EXPECT_THAT(Picture(AV_PIX_FMT_P010LE, {64, 940, 504, 0}).gray(), ElementsAre(0, 255, 128, 0));
  EXPECT_THAT(Picture(AV_PIX_FMT_YUV422P12LE, {256, 3760, 2016, 4095}).gray(), ElementsAre(0, 255, 128, 255));
  EXPECT_THAT(Picture(AV_PIX_FMT_YUV444P16LE, {4096, 60160, 32256, 0}).gray(), ElementsAre(0, 255, 128, 0));
  // v * 255 / 65535 = v / 257, to the nearest: 385 / 257 = 1.498, 386 / 257 = 1.502.
  EXPECT_THAT(Picture(AV_PIX_FMT_GRAY16LE, {0, 65535, 257, 385, 386}).gray(), ElementsAre(0, 255, 1, 1, 2));
  EXPECT_THAT(Picture(AV_PIX_FMT_GRAY10LE, {0, 1023, 512}).gray(), ElementsAre(0, 255, 128));  // 127.6
}

// 0.299 * 255 = 76.2, as of images.
TEST(Luma, ColoursAsImagesHaveThem) {
  for (const auto format : {AV_PIX_FMT_RGB24, AV_PIX_FMT_BGRA, AV_PIX_FMT_GBRP, AV_PIX_FMT_RGB0}) {
    Picture picture(format, {255, 0});
    EXPECT_THAT(picture.gray(), ElementsAre(76, 0)) << av_get_pix_fmt_name(format);
  }
}

TEST(Luma, FormatMayChangeFromFrameToFrame) {
  Picture full(AV_PIX_FMT_YUVJ444P, {16, 235}), limited(AV_PIX_FMT_YUV420P, {16, 235, 126}),
      deep(AV_PIX_FMT_YUV420P10LE, {504});
  LumaReader reader;
  cv::Mat image;
  reader.read(full.frame(), image);
  EXPECT_EQ(frame_text(image), "16 235");
  reader.read(limited.frame(), image);
  EXPECT_EQ(frame_text(image), "0 255 128");
  reader.read(deep.frame(), image);
  EXPECT_EQ(frame_text(image), "128");
  reader.read(full.frame(), image);
  EXPECT_EQ(frame_text(image), "16 235");
}

TEST(Luma, PicturesStoredFromTheirLastLineOn) {
  AVFrame* frame = av_frame_alloc();
  std::uint8_t bytes[] = {1, 2, 3, 4};
  frame->format = AV_PIX_FMT_GRAY8;
  frame->width = frame->height = 2;
  frame->data[0] = bytes + 2;
  frame->linesize[0] = -2;
  LumaReader reader;
  cv::Mat image;
  reader.read(*frame, image);
  EXPECT_EQ(frame_text(image), "3 4 1 2");
  av_frame_free(&frame);
}

TEST(Luma, FormatsWithoutGrayValues) {
  for (const auto format : {AV_PIX_FMT_XYZ12LE, AV_PIX_FMT_BAYER_BGGR8, AV_PIX_FMT_GRAYF32LE}) {
    AVFrame* frame = av_frame_alloc();
    frame->format = format;
    LumaReader reader;
    cv::Mat image;
    EXPECT_THAT(message_of<DataError>([&] { reader.read(*frame, image); }),
                HasSubstr("which has no gray values"));
    av_frame_free(&frame);
  }
}

// Of 1 2 3 / 4 5 6. The pixel (x, y) goes to (ax + cy, bx + dy), moved back into the picture.
TEST(TurnTest, AllEightByHand) {
  const cv::Mat image = (cv::Mat_<std::uint8_t>(2, 3) << 1, 2, 3, 4, 5, 6);
  struct Case {
    int a, b, c, d;
    const char* shown;
  };
  const Case cases[] = {{1, 0, 0, 1, "1 2 3 4 5 6"},  {-1, 0, 0, -1, "6 5 4 3 2 1"},
                        {-1, 0, 0, 1, "3 2 1 6 5 4"}, {1, 0, 0, -1, "4 5 6 1 2 3"},
                        {0, 1, 1, 0, "1 4 2 5 3 6"},  {0, 1, -1, 0, "4 1 5 2 6 3"},
                        {0, -1, 1, 0, "3 6 2 5 1 4"}, {0, -1, -1, 0, "6 3 5 2 4 1"}};
  for (const auto& [a, b, c, d, shown] : cases) {
    const std::int32_t matrix[] = {a * 65536, b * 65536, 0, c * 65536, d * 65536, 0, 0, 0, 1 << 30};
    const cv::Mat out = turned(image, turn_of(matrix));
    EXPECT_EQ(frame_text(out), shown);
    EXPECT_EQ(out.rows, a != 0 ? 2 : 3);
    EXPECT_TRUE(is_quarter_turn(matrix));
  }
}

TEST(TurnTest, SlantedIsTheNearestQuarterTurn) {
  // By 10 degrees: cos 0.985, sin 0.174.
  const std::int32_t matrix[] = {64540, 11380, 0, -11380, 64540, 0, 0, 0, 1 << 30};
  EXPECT_FALSE(turn_of(matrix).any());
  EXPECT_FALSE(is_quarter_turn(matrix));
}

}  // namespace
}  // namespace sonosweep::data_tools
