// A file that holds a video, opened by libavformat: only formats that hold pictures, only the given bytes.
// For video_decoder.cpp.
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data_tools/video/byte_source.h"

namespace sonosweep::data_tools {

// What is damaged is an error, not something to be smoothed over.
constexpr int kStrictFFmpeg = AV_EF_EXPLODE | AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER;

// The meaning of one of FFmpeg's error codes.
std::string ffmpeg_text(int code);

struct Container {
  // Throws DataError naming `name`: another kind of file, damaged, without a video.
  // `demuxer`: as for VideoDecoder.
  Container(const std::string& name, std::unique_ptr<ByteSource> source, const char* demuxer);
  ~Container();
  Container(const Container&) = delete;
  Container& operator=(const Container&) = delete;

  // Of the whole stream, 9 numbers as in libavutil/display.h; null: none.
  const std::int32_t* display_matrix() const;
  // Seconds that the container says its video lasts; 0 = unknown, or said of all streams together.
  double announced_duration() const;

  std::unique_ptr<ByteSource> bytes;
  AVIOContext* io = nullptr;
  AVFormatContext* format = nullptr;
  AVStream* stream = nullptr;  // the video; packets of others are not read
  std::vector<std::string> notes;

 private:
  void open(const std::string& name, const char* demuxer);
  void choose_stream(const std::string& name);
  void close();
};

}  // namespace sonosweep::data_tools
