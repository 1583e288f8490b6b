#include "data_tools/convert/video_frames.h"

#include <optional>
#include <utility>

#include "core/error.h"
#include "data_tools/convert/true_frames.h"
#include "data_tools/frame_source.h"
#include "data_tools/resize.h"

namespace sonosweep::data_tools {

void decode_video(const SourceVideo& video, std::size_t classes, cv::Size size, Fit fit,
                  const std::function<bool(VideoFrame)>& push) {
  const auto frames = open_frame_source(video.path, video.options);
  std::optional<TrueFrames> truth;
  if (!video.true_frames.empty()) truth.emplace(video.true_frames, classes);
  std::size_t count = 0;
  for (cv::Mat image; frames->next(image); ++count) {
    VideoFrame frame{image, {}, {}};
    // Beyond the last one only the frames are counted, to say how many there are.
    if (truth && count < truth->count()) frame.truth = truth->read(count, image.size());
    if (!size.empty()) {
      frame.image = resize_frame(frame.image, size, fit);
      if (!frame.truth.empty()) frame.truth = resize_bits(frame.truth, size, fit);
    }
    // The next frame is decoded in the place of this one, unless this one is what was pushed.
    if (frame.image.data == image.data) image.release();
    if (!push(std::move(frame))) return;
  }
  if (truth && truth->count() != count)
    throw_error<DataError>(
        "{}: has {} images, the video has {} frames; one true image is needed for each frame",
        video.true_frames.string(), truth->count(), count);
  if (auto notes = frames->notes(); !notes.empty()) push({{}, {}, std::move(notes)});
}

}  // namespace sonosweep::data_tools
