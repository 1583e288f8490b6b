#include "data_tools/video/video_source.h"

#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "data_tools/video/video_decoder.h"

namespace sonosweep::data_tools {
namespace {

class VideoSource : public FrameSource {
 public:
  VideoSource(std::string name, FileStructure structure, std::unique_ptr<ByteSource> bytes,
              const char* demuxer)
      : name_(std::move(name)),
        structure_(std::move(structure)),
        decoder_(name_, std::move(bytes), demuxer) {}

  bool next(cv::Mat& frame) override {
    if (decoder_.next(frame)) return true;
    if (decoder_.decoded() == 0) throw_error<DataError>("{}: has no frames", name_);
    if (structure_.exact_frame_count && decoder_.decoded() < decoder_.indexed_frames())
      throw_error<DataError>(
          "{}: {} frames could be decoded, the file announces {}: cut short or damaged; copy it again, or "
          "write what is there to a new file (ffmpeg -i OLD -fps_mode passthrough NEW; frames that are lost "
          "shift the numbers of those behind them)",
          name_, decoder_.decoded(), decoder_.indexed_frames());
    return false;
  }

  double fps() const override { return decoder_.fps(); }

  std::vector<std::string> notes() const override {
    auto notes = decoder_.notes();
    if (structure_.open_end && decoder_.announced_seconds() == 0)
      notes.push_back(fmt::format(
          "its format ({}) does not say how long the recording is: had it been cut short between two frames, "
          "nothing would show it; compare its number of frames with what is expected",
          decoder_.format()));
    if (structure_.exact_frame_count && decoder_.indexed_frames() == 0)
      notes.emplace_back(
          "has no index, as if its recording had not been finished: it may have had more frames; compare "
          "their number with what is expected");
    for (auto& note : notes) note = name_ + ": " + note;
    return notes;
  }

 private:
  std::string name_;
  FileStructure structure_;
  VideoDecoder decoder_;
};

}  // namespace

std::unique_ptr<FrameSource> open_video_source(const std::filesystem::path& path, FileKind kind) {
  FileStructure structure = file_structure(path, kind);
  if (!structure.fault.empty()) throw_error<DataError>("{}: {}", path.string(), structure.fault);
  try {
    return std::make_unique<VideoSource>(path.string(), std::move(structure), bytes_of_file(path),
                                         kind == FileKind::kMjpeg ? "mjpeg" : nullptr);
  } catch (const DataError& error) {
    if (kind != FileKind::kUnknown) throw;
    throw_error<DataError>(
        "{}; the file is of unknown kind: expected a video, an image or a folder of images (a video in a "
        "rare format: ffmpeg -i OLD -fps_mode passthrough -c:v ffv1 NEW.mkv)",
        error.what());
  }
}

}  // namespace sonosweep::data_tools
