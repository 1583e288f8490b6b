// Videos for tests, made by the ffmpeg program, and what that program sees in videos.
#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "data_tools/frame_source.h"

namespace sonosweep::data_tools {

// Runs it in `folder`; several outputs of one call cost one start. Throws where it fails.
void ffmpeg(const std::filesystem::path& folder, const std::string& arguments);
// A moving test picture of `frames` frames at 25 a second, as input.
std::string test_picture(int width, int height, int frames);
// All frames by `ffmpeg -fps_mode passthrough -pix_fmt gray`, one behind the other, of each file.
std::vector<std::string> ffmpeg_grays(const std::filesystem::path& folder,
                                      const std::vector<std::string>& names);
// The same from a FrameSource.
std::string frame_bytes(FrameSource& source);
std::string frame_bytes(const cv::Mat& frame);
std::string read_bytes(const std::filesystem::path& path);

}  // namespace sonosweep::data_tools
