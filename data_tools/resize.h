// To the size of the pack. At that size already, everything stays as it is, bit for bit.
#pragma once

#include <opencv2/core.hpp>

namespace sonosweep::data_tools {

// CV_8U, by area (linear where enlarged).
cv::Mat resize_frame(const cv::Mat& frame, cv::Size size);
// CV_16U basis points: bilinear, rounded to basis points before anybody thresholds.
cv::Mat resize_map(const cv::Mat& map, cv::Size size);
// CV_8U 0/1: nearest.
cv::Mat resize_mask(const cv::Mat& mask, cv::Size size);

}  // namespace sonosweep::data_tools
