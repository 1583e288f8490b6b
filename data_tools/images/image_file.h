// Image files through OpenCV, with our checks around it.
#pragma once

#include <filesystem>
#include <vector>

#include <opencv2/core.hpp>

namespace sonosweep::data_tools {

// The image as stored: 1, 3 (BGR) or 4 channels, 8 or 16 bits; palettes are expanded to colours.
// Throws DataError naming the file: missing, cut short, not decodable, more than one page.
cv::Mat read_image(const std::filesystem::path& path);

// A gray PNG of 8 bits, CV_8U [H,W]; `what` says in messages what it should be ("a true mask"). Throws
// DataError.
cv::Mat read_gray_png(const std::filesystem::path& path, const char* what);

// All images of a folder in (byte) order of their names. Hidden files and what file managers leave are passed
// over; anything else that is not an image may be an image that is damaged: throws DataError, as for none at
// all.
std::vector<std::filesystem::path> images_in(const std::filesystem::path& folder);

// R = G = B everywhere (3 or 4 channels).
bool is_gray(const cv::Mat& image);

// CV_8U [H,W]. Gray values of 8 bits stay as they are; colour becomes luma, 16 bits are scaled to 8;
// transparency is ignored. Throws DataError naming `path` for other pixels.
cv::Mat to_gray8(const cv::Mat& image, const std::filesystem::path& path);

}  // namespace sonosweep::data_tools
