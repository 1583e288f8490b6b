#include "data_tools/frame_source.h"

#include <opencv2/core/utils/logger.hpp>

#include "core/error.h"
#include "data_tools/file_kind.h"
#include "data_tools/images/image_folder.h"
#include "data_tools/video/video_source.h"

namespace sonosweep::data_tools {
std::unique_ptr<FrameSource> open_frame_source(const std::filesystem::path& path,
                                               const FrameOptions& options) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return open_image_folder(path, options);
  const FileKind kind = file_kind(path);
  if (is_image(kind)) return open_image(path, options);
  switch (kind) {
    case FileKind::kAnimatedWebp:
      throw_error<DataError>(
          "{}: is {}, whose frames FFmpeg cannot decode; write them as PNG images into a folder (anim_dump "
          "-folder NEW OLD.webp)",
          path.string(), describe(kind));
    case FileKind::kGitLfs:
      throw_error<DataError>("{}: is {}; fetch it (git lfs pull)", path.string(), describe(kind));
    case FileKind::kText:
    case FileKind::kSound:
    case FileKind::kNpy:
    case FileKind::kDicom:
    case FileKind::kZip:
    case FileKind::kHdf5:
      throw_error<DataError>("{}: is {}, expected a video, an image or a folder of images{}", path.string(),
                             describe(kind), kind == FileKind::kDicom ? "; export it as video first" : "");
    default:
      return open_video_source(path, kind);
  }
}

void prepare_video_decoder() {
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  cv::setNumThreads(1);
}

}  // namespace sonosweep::data_tools
