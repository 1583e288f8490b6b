// Image files through OpenCV, with our checks around it.
#pragma once

#include <filesystem>

#include <opencv2/core.hpp>

namespace sonosweep::data_tools {

// The image as stored: 1, 3 (BGR) or 4 channels, 8 or 16 bits; palettes are expanded to colours.
// Throws DataError naming the file: missing, cut short, not decodable, more than one page.
cv::Mat read_image(const std::filesystem::path& path);

// R = G = B everywhere (3 or 4 channels).
bool is_gray(const cv::Mat& image);

// CV_8U [H,W]. Gray values of 8 bits stay as they are; colour becomes luma, 16 bits are scaled to 8;
// transparency is ignored. Throws DataError naming `path` for other pixels.
cv::Mat to_gray8(const cv::Mat& image, const std::filesystem::path& path);

}  // namespace sonosweep::data_tools
