// One image as its file holds it.
#pragma once

#include <filesystem>

#include <opencv2/core.hpp>

namespace sonosweep::data_tools {

struct Image {
  cv::Mat pixels;       // CV_8U or CV_16U, gray or BGR [H,W], turned as every viewer shows it
  cv::Mat alpha;        // CV_8U or CV_16U like `pixels`, one channel [H,W]; empty where the file has none
  int orientation = 1;  // as the file says, 1 (not turned) to 8; already applied
  bool colour_key =
      false;  // alpha is made of a value of gray that is to be seen through, so it tells nothing more
  bool has_palette = false;  // the file has numbers of colours; `pixels` are the colours
};

// From 1 to 4 channels as stored: gray, gray and alpha, BGR, BGR and alpha.
Image image_of_channels(const cv::Mat& all, int orientation, bool has_palette);

// Before memory is taken for it. Throws DataError: no pixels, or more than any camera has (a damaged header).
void check_image_size(const std::filesystem::path& path, cv::Size size);

}  // namespace sonosweep::data_tools
