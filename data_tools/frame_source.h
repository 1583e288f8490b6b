// The frames of one video, one after the other, in gray: a video file, a folder of images, or a single image.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

namespace sonosweep::data_tools {

// What videos.csv says of how a file is to be read.
struct FrameOptions {
  std::optional<int> bit_depth;  // of images of 16 bits: their values end at 2^bit_depth - 1
  bool any_numbering =
      false;  // images = any: gaps and doubles in the numbers of a folder of images are meant
};

class FrameSource {
 public:
  virtual ~FrameSource() = default;
  // The next frame, CV_8U [H,W]; false after the last one.
  // Throws DataError naming the file: damaged, cut short, a frame of another size than the first.
  virtual bool next(cv::Mat& frame) = 0;
  // Frames per second as the file says, 0 = unknown.
  virtual double fps() const { return 0; }
  // What may be wrong and was accepted, each naming the file, the value and what to do; complete after the
  // last frame.
  virtual std::vector<std::string> notes() const { return {}; }
};

// The file's content decides what it is. Throws DataError naming the file: missing, not a video or image, cut
// short, an empty folder.
std::unique_ptr<FrameSource> open_frame_source(const std::filesystem::path& path,
                                               const FrameOptions& options);

// Once, before threads start: OpenCV neither starts threads of its own nor prints.
void prepare_video_decoder();

}  // namespace sonosweep::data_tools
