// To the size of the pack. At that size already, everything stays as it is, bit for bit.
//
// Everything is resized by area: a pixel of the pack is the mean of what it covers of the source, also where
// it covers less than one source pixel (enlarged). So the frame, the map and the mask of one place land in
// the same pixels, and the sum over a map stays, but for rounding, the sum times the ratio of the areas: a
// line thinner than a pixel of the pack keeps its mass, wherever it lies.
#pragma once

#include <string>

#include <opencv2/core.hpp>

#include "data/pack.h"

namespace sonosweep::data_tools {

// What happens where the pack has another aspect ratio than the video.
enum class Fit {
  kStretch,  // each axis on its own
  kPad,      // one scale, black around
  kCrop      // one scale, what lies outside is cut away, evenly on both sides
};
// "stretch", "pad" or "crop". Throws UsageError.
Fit parse_fit(const std::string& text);

// Pixels `from` of a video's pictures fill the pixels `to` of the pack's; around them is nothing (0). Borders
// are whole pixels and even to one pixel, so the two axes' scales agree but for rounding.
struct Placement {
  cv::Rect from, to;
};
Placement placement(cv::Size native, cv::Size size, Fit fit);
// The same as numbers, exactly.
data::Geometry geometry(cv::Size native, cv::Size size, Fit fit);
// Stretching changes the aspect ratio by more than 1 % and more than what whole pixels need.
bool changes_aspect(cv::Size native, cv::Size size);

// CV_8U.
cv::Mat resize_frame(const cv::Mat& frame, cv::Size size, Fit fit);
// CV_16U basis points, rounded to the nearest before anybody thresholds: what is below half of one is 0, so
// that no mass is made up where a structure hardly touches a pixel.
cv::Mat resize_map(const cv::Mat& map, cv::Size size, Fit fit);
// CV_8U 0/1. Of the shares that a structure has of each pixel, those at or above some level become 1: the
// level whose count of pixels is nearest to the structure's area. (Half of a pixel as the level would lose
// every line thinner than that.) A structure that is there never vanishes.
cv::Mat resize_mask(const cv::Mat& mask, cv::Size size, Fit fit);
// CV_8U, bit by bit as a mask.
cv::Mat resize_bits(const cv::Mat& bits, cv::Size size, Fit fit);

}  // namespace sonosweep::data_tools
