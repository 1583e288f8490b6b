// Maps and masks lie on the frames of a video, pixel on pixel.
#pragma once

#include <filesystem>

#include <opencv2/core.hpp>

namespace sonosweep::data_tools {

// Throws DataError naming the file where `size`, turned already as `orientation` (1 to 8) says, is not that
// of the video's frames, `native`; that one may be unknown (0x0).
void check_map_size(const std::filesystem::path& path, cv::Size size, int orientation, cv::Size native);

}  // namespace sonosweep::data_tools
