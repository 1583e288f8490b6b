// One video through libavformat and libavcodec: every frame that players show, in gray, and every sign that
// the stream is damaged.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "data_tools/video/byte_source.h"

namespace sonosweep::data_tools {

class VideoDecoder {
 public:
  // `name` stands in messages. Throws DataError: none of the formats that hold pictures, no video in it, cut
  // short. Nothing but `bytes` is opened, whatever the file asks for.
  // `demuxer`: FFmpeg's name of the format, where it is known and the content might be taken for another;
  // null: the content decides.
  VideoDecoder(std::string name, std::unique_ptr<ByteSource> bytes, const char* demuxer = nullptr);
  ~VideoDecoder();
  VideoDecoder(const VideoDecoder&) = delete;
  VideoDecoder& operator=(const VideoDecoder&) = delete;

  // The next frame, CV_8U [H,W], turned as players show it; false after the last one. `gray` is written to
  // where it has the right size.
  // Throws DataError naming the frame and its time: damaged, cut short, of another size than the first.
  bool next(cv::Mat& gray);

  // Frames per second as the file says, 0 = it does not.
  double fps() const;
  // Frames that the container's index names and that are shown, at least; 0 = no index. Not of fragmented
  // files, whose index is only that of the first fragments.
  std::int64_t indexed_frames() const;
  // The container, as FFmpeg names it ("mov,mp4,m4a,3gp,3g2,mj2").
  std::string format() const;
  std::int64_t decoded() const;
  // How long the video is by the words of the container, where the frames were compared with them; 0 = they
  // were not.
  double announced_seconds() const;
  // What may be wrong and was accepted; without the name; complete after the last frame.
  std::vector<std::string> notes() const;

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace sonosweep::data_tools
