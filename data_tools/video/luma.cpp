#include "data_tools/video/luma.h"

extern "C" {
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <string_view>

#include "core/error.h"

namespace sonosweep::data_tools {
namespace {

// The format's name has the range, where it was made before there was a field for it.
bool is_full_range(const AVFrame& frame, std::string_view format) {
  if (frame.color_range == AVCOL_RANGE_JPEG || format.rfind("yuvj", 0) == 0) return true;
  const bool gray = format.rfind("gray", 0) == 0 || format.rfind("ya", 0) == 0;
  return gray && frame.color_range != AVCOL_RANGE_MPEG;
}

bool has_prefix(std::string_view text, std::string_view prefix) {
  return text.rfind(prefix, 0) == 0;
}

}  // namespace

LumaReader::LumaReader() = default;

LumaReader::~LumaReader() {
  sws_freeContext(unpacking_);
}

void LumaReader::use_table(int depth, bool full_range) {
  if (depth == depth_ && full_range == full_range_) return;
  depth_ = depth;
  full_range_ = full_range;
  table_.resize(std::size_t{1} << depth);
  const double scale = std::ldexp(1.0, depth - 8);
  for (std::size_t v = 0; v < table_.size(); ++v) {
    const double value = static_cast<double>(v);
    const double gray = full_range ? value * 255 / static_cast<double>(table_.size() - 1)
                                   : (value - 16 * scale) * 255 / (219 * scale);
    table_[v] = static_cast<std::uint8_t>(std::clamp(std::lround(gray), 0L, 255L));
  }
}

void LumaReader::read(const AVFrame& frame, cv::Mat& gray) {
  const AVPixFmtDescriptor* format = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  if (format == nullptr) throw DataError("its pixels are in a format that FFmpeg does not name");
  const std::string_view name = format->name;
  if ((format->flags & (AV_PIX_FMT_FLAG_BAYER | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_HWACCEL)) != 0 ||
      has_prefix(name, "xyz"))
    throw_error<DataError>(
        "its pixels are '{}', which has no gray values; write the video to a new file (ffmpeg -i OLD "
        "-fps_mode passthrough -pix_fmt gray -c:v ffv1 NEW.mkv)",
        format->name);
  if ((format->flags & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM)) != 0)
    return read_colours(frame, gray);
  const AVComponentDescriptor& luma = format->comp[0];
  use_table(luma.depth, is_full_range(frame, name));
  gray.create(frame.height, frame.width, CV_8U);
  const auto width = static_cast<std::size_t>(frame.width);
  if (luma.depth == 8) {
    const bool identity = table_[1] == 1 && table_[16] == 16;
    for (int y = 0; y < frame.height; ++y) {
      // A negative line size stores the picture from its last line on.
      const std::uint8_t* from =
          frame.data[luma.plane] + std::ptrdiff_t{frame.linesize[luma.plane]} * y + luma.offset;
      auto* to = gray.ptr<std::uint8_t>(y);
      if (identity && luma.step == 1)
        std::memcpy(to, from, width);
      else
        for (std::size_t x = 0; x < width; ++x) to[x] = table_[from[x * static_cast<std::size_t>(luma.step)]];
    }
    return;
  }
  line_.resize(width);
  for (int y = 0; y < frame.height; ++y) {
    av_read_image_line2(line_.data(), const_cast<const std::uint8_t**>(frame.data), frame.linesize, format, 0,
                        y, 0, frame.width, 0, 2);
    auto* to = gray.ptr<std::uint8_t>(y);
    for (std::size_t x = 0; x < width; ++x) to[x] = table_[line_[x] & (table_.size() - 1)];
  }
}

void LumaReader::read_colours(const AVFrame& frame, cv::Mat& gray) {
  // swscale only unpacks: its own way from RGB to gray is off by one level here and there.
  unpacking_ =
      sws_getCachedContext(unpacking_, frame.width, frame.height, static_cast<AVPixelFormat>(frame.format),
                           frame.width, frame.height, AV_PIX_FMT_BGR24, SWS_POINT, nullptr, nullptr, nullptr);
  if (unpacking_ == nullptr)
    throw_error<DataError>("its pixels are '{}', which cannot be unpacked",
                           av_get_pix_fmt_name(static_cast<AVPixelFormat>(frame.format)));
  // Lines that are longer than the picture: swscale may write whole vectors.
  colours_.create(frame.height, frame.width + 32, CV_8UC3);
  std::uint8_t* const to[] = {colours_.data, nullptr, nullptr, nullptr};
  const int line_sizes[] = {static_cast<int>(colours_.step[0]), 0, 0, 0};
  sws_scale(unpacking_, frame.data, frame.linesize, 0, frame.height, to, line_sizes);
  cv::cvtColor(colours_.colRange(0, frame.width), gray, cv::COLOR_BGR2GRAY);
}

Turn turn_of(const std::int32_t* matrix) {
  const std::int32_t a = matrix[0], b = matrix[1], c = matrix[3], d = matrix[4];
  if (std::abs(std::int64_t{a}) >= std::abs(std::int64_t{b})) return {false, a < 0, d < 0};
  return {true, c < 0, b < 0};
}

bool is_quarter_turn(const std::int32_t* matrix) {
  const auto size = [&](int i) { return std::abs(static_cast<double>(matrix[i])); };
  constexpr double kRounding = 0.01;
  return std::min(size(0), size(1)) <= kRounding * std::max(size(0), size(1)) &&
         std::min(size(3), size(4)) <= kRounding * std::max(size(3), size(4));
}

cv::Mat turned(const cv::Mat& image, const Turn& turn) {
  if (!turn.any()) return image;
  cv::Mat out = image;
  if (turn.transpose) out = image.t();
  if (turn.mirror || turn.upside_down) {
    cv::Mat flipped;
    cv::flip(out, flipped, turn.mirror && turn.upside_down ? -1 : (turn.mirror ? 1 : 0));
    out = flipped;
  }
  return out;
}

}  // namespace sonosweep::data_tools
