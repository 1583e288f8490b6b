// The size of the pack, from the sizes of the videos. An empty one (0x0) is that of a video that cannot be
// used.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "data_tools/convert/converter.h"

namespace sonosweep::data_tools {

// The sizes and how many videos have each: "208x208 (3 videos), ..".
std::string describe_sizes(const std::vector<cv::Size>& sizes);

// The one asked for, or the one of all videos; nothing if they differ and none was asked for.
std::optional<cv::Size> pack_size(const std::optional<ImageSize>& asked, const std::vector<cv::Size>& sizes);

// What to say of videos that are stretched to another aspect ratio without anybody having said so; "" if
// none.
std::string aspect_note(const std::vector<cv::Size>& sizes, cv::Size pack);

}  // namespace sonosweep::data_tools
