// Image files of any kind, checked for damage, turned as viewers show them.
#pragma once

#include <filesystem>
#include <vector>

#include "data_tools/images/image.h"

namespace sonosweep::data_tools {

// Throws DataError naming the file: missing, no image, cut short, damaged, more than one page.
Image read_image(const std::filesystem::path& path);

// A gray PNG of 8 bits, CV_8U [H,W]; `what` says in messages what it should be ("a true mask"). Throws
// DataError.
cv::Mat read_gray_png(const std::filesystem::path& path, const char* what);

// All images of a folder in natural order of their names (2 before 10). Hidden files and what file managers
// leave are passed over; anything else that is not an image may be an image that is damaged: throws
// DataError, as for none at all.
std::vector<std::filesystem::path> images_in(const std::filesystem::path& folder);

// R = G = B everywhere (3 or 4 channels).
bool is_gray(const cv::Mat& image);

// CV_8U [H,W]. Gray values of 8 bits stay as they are; colour becomes luma, values of 16 bits are scaled to 8
// so that `full_scale` becomes 255; transparency is ignored. Throws DataError naming `path` for other pixels.
cv::Mat to_gray8(const cv::Mat& image, const std::filesystem::path& path, int full_scale = 65535);

}  // namespace sonosweep::data_tools
