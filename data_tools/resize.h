// To the size of the pack. At that size already, everything stays as it is, bit for bit.
#pragma once

#include <string>

#include <opencv2/core.hpp>

namespace sonosweep::data_tools {

// What happens where the pack has another aspect ratio than the video.
enum class Fit {
  kStretch,  // each axis on its own
  kPad,      // one scale, black around
  kCrop      // one scale, what lies outside is cut away, evenly on both sides
};
// "stretch", "pad" or "crop". Throws UsageError.
Fit parse_fit(const std::string& text);

// CV_8U, by area (linear where enlarged).
cv::Mat resize_frame(const cv::Mat& frame, cv::Size size);
// CV_16U basis points: bilinear, rounded to basis points before anybody thresholds.
cv::Mat resize_map(const cv::Mat& map, cv::Size size);
// CV_8U 0/1: nearest.
cv::Mat resize_mask(const cv::Mat& mask, cv::Size size);

}  // namespace sonosweep::data_tools
