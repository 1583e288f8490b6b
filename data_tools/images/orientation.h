// Which way a picture is to be turned before it is shown: tag 274 of Exif and TIFF, 1 to 8.
#pragma once

#include <string_view>

#include <opencv2/core.hpp>

namespace sonosweep::data_tools {

// Of an Exif block, which begins with "II*" or "MM.*"; 1 if it says none, or is damaged, as viewers do.
int exif_orientation(std::string_view exif);

// The picture as it is to be shown. Orientations other than 2 to 8 leave it as it is.
cv::Mat turned(const cv::Mat& picture, int orientation);

// "turned by 180 degrees", for messages; "" for 1.
const char* describe_turn(int orientation);

}  // namespace sonosweep::data_tools
