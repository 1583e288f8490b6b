// The frames of a video with their true structures, where those are known, side by side.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "data_tools/tables/source_folder.h"

namespace sonosweep::data_tools {

struct VideoFrame {
  cv::Mat image;                   // CV_8U [H,W]
  cv::Mat truth;                   // CV_8U [H,W], bit c: class c; empty where nothing is known
  std::vector<std::string> notes;  // of the video; then image is empty, and it is the last one pushed
};

// Pushes frame after frame until the end, or until `push` returns false; last, if there are any, the notes
// of the source. Images and true structures are resized to `size` as resize.h says; 0x0: both stay as they
// are. Throws DataError: as FrameSource and TrueFrames, and another number of true frames than of frames.
void decode_video(const SourceVideo& video, std::size_t classes, cv::Size size, Fit fit,
                  const std::function<bool(VideoFrame)>& push);

}  // namespace sonosweep::data_tools
