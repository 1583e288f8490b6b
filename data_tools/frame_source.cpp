#include "data_tools/frame_source.h"

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/videoio.hpp>
#include <string>
#include <utility>

#include "core/error.h"
#include "data_tools/file_kind.h"
#include "data_tools/images/image_file.h"
#include "data_tools/images/image_folder.h"

namespace sonosweep::data_tools {
namespace {

void check_same_size(const std::filesystem::path& path, const cv::Mat& frame, std::int64_t number,
                     cv::Size& first) {
  if (number == 0) first = frame.size();
  if (frame.size() != first)
    throw_error<DataError>(
        "{}: frame {} is {}x{}, the first one is {}x{}; all frames of a video have one size", path.string(),
        number, frame.rows, frame.cols, first.height, first.width);
}

class VideoSource : public FrameSource {
 public:
  VideoSource(std::filesystem::path path, FileKind kind) : path_(std::move(path)) {
    const FileStructure structure = file_structure(path_, kind);
    if (!structure.fault.empty()) throw_error<DataError>("{}: {}", path_.string(), structure.fault);
    // The protocol is named, so that a colon in the file's name is not taken for one.
    if (!capture_.open("file:" + std::filesystem::absolute(path_).string(), cv::CAP_FFMPEG))
      throw_error<DataError>(
          "{}: cannot be decoded as video; it is {}{}", path_.string(), describe(kind),
          kind == FileKind::kUnknown ? "" : ", damaged or in a format FFmpeg does not know");
    if (structure.exact_frame_count) announced_ = std::llround(capture_.get(cv::CAP_PROP_FRAME_COUNT));
    const double fps = capture_.get(cv::CAP_PROP_FPS);
    fps_ = std::isfinite(fps) && fps > 0 ? fps : 0;
  }

  bool next(cv::Mat& frame) override {
    cv::Mat image;
    try {
      if (capture_.read(image) && !image.empty()) {
        frame = to_gray8(image, path_);
        check_same_size(path_, frame, decoded_++, size_);
        return true;
      }
    } catch (const cv::Exception& error) {
      throw_error<DataError>("{}: frame {}: cannot decode ({})", path_.string(), decoded_, error.err);
    }
    if (decoded_ == 0) throw_error<DataError>("{}: has no frames", path_.string());
    if (decoded_ < announced_)
      throw_error<DataError>(
          "{}: {} frames could be decoded, the file announces {}: cut short or damaged; copy it again, or "
          "write what "
          "is there to a new file (ffmpeg -i OLD NEW)",
          path_.string(), decoded_, announced_);
    return false;
  }

  double fps() const override { return fps_; }

 private:
  std::filesystem::path path_;
  cv::VideoCapture capture_;
  cv::Size size_;
  std::int64_t decoded_ = 0, announced_ = 0;
  double fps_ = 0;
};

}  // namespace

std::unique_ptr<FrameSource> open_frame_source(const std::filesystem::path& path,
                                               const FrameOptions& options) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return open_image_folder(path, options);
  const FileKind kind = file_kind(path);
  if (is_image(kind)) return open_image(path, options);
  switch (kind) {
    case FileKind::kNpy:
    case FileKind::kDicom:
    case FileKind::kZip:
    case FileKind::kHdf5:
      throw_error<DataError>("{}: is {}, expected a video, an image or a folder of images{}", path.string(),
                             describe(kind), kind == FileKind::kDicom ? "; export it as video first" : "");
    default:
      return std::make_unique<VideoSource>(path, kind);
  }
}

void prepare_video_decoder() {
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  cv::setNumThreads(1);
  ::setenv("OPENCV_FFMPEG_CAPTURE_OPTIONS", "protocol_whitelist;file", 0);
  ::setenv("OPENCV_FFMPEG_THREADS", "1", 0);
  ::setenv("OPENCV_FFMPEG_LOGLEVEL", "-8", 0);
}

}  // namespace sonosweep::data_tools
