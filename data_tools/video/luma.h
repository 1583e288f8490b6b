// Gray from decoded frames: what a video calls its brightness, as 0..255, turned as players show it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include <opencv2/core.hpp>

struct AVFrame;
struct SwsContext;

namespace sonosweep::data_tools {

// The luma plane through a table that takes the video's range to 0..255, rounded to the nearest: a video of
// limited range stores black as 16 and white as 235, of d bits as 2^(d-8) times that. RGB and palettes have
// no such plane: they become gray by the weights that images have (0.299, 0.587, 0.114).
class LumaReader {
 public:
  LumaReader();
  ~LumaReader();
  LumaReader(const LumaReader&) = delete;
  LumaReader& operator=(const LumaReader&) = delete;

  // CV_8U [H,W], in memory of its own. The format may change from frame to frame. Throws DataError without
  // the file's name: a format that has no gray values of this kind.
  void read(const AVFrame& frame, cv::Mat& gray);

 private:
  void use_table(int depth, bool full_range);
  void read_colours(const AVFrame& frame, cv::Mat& gray);

  std::vector<std::uint8_t> table_;
  int depth_ = 0;
  bool full_range_ = false;
  std::vector<std::uint16_t> line_;
  SwsContext* unpacking_ = nullptr;
  cv::Mat colours_;
};

// How a picture is turned, in this order: rows become columns, left becomes right, top becomes bottom.
struct Turn {
  bool transpose = false, mirror = false, upside_down = false;
  bool any() const { return transpose || mirror || upside_down; }
};
// `matrix` as in libavutil/display.h: (a b u; c d v; x y w) moves the pixel (x, y) to (ax + cy, bx + dy).
// The nearest quarter turn.
Turn turn_of(const std::int32_t* matrix);
// Whether it is one but for rounding.
bool is_quarter_turn(const std::int32_t* matrix);
cv::Mat turned(const cv::Mat& image, const Turn& turn);

}  // namespace sonosweep::data_tools
