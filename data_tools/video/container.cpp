#include "data_tools/video/container.h"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/parseutils.h>
}

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <new>
#include <utility>

#include "core/error.h"

namespace sonosweep::data_tools {
namespace {

// Those that hold moving pictures. Others would make pictures of text (tty), open more files (hls, concat)
// or hold none.
constexpr const char* kFormats =
    "mov,matroska,avi,mpeg,mpegts,mpegvideo,m4v,h264,hevc,asf,flv,gif,apng,mjpeg,ivf,ogg";

int read_bytes(void* source, std::uint8_t* to, int count) {
  const int got = static_cast<ByteSource*>(source)->read(to, count);
  return got == 0 ? AVERROR_EOF : got;
}

std::int64_t seek_bytes(void* source, std::int64_t offset, int whence) {
  auto* bytes = static_cast<ByteSource*>(source);
  if ((whence & AVSEEK_SIZE) != 0) return bytes->size();
  whence &= ~AVSEEK_FORCE;
  if (whence == SEEK_CUR) offset += bytes->position();
  if (whence == SEEK_END) offset += bytes->size();
  return bytes->seek(offset) ? offset : AVERROR(EINVAL);
}

int open_nothing(AVFormatContext* /*context*/, AVIOContext** /*opened*/, const char* /*url*/, int /*flags*/,
                 AVDictionary** /*options*/) {
  return AVERROR(EPERM);
}

bool is_cover(const AVStream& stream) {
  return (stream.disposition & (AV_DISPOSITION_ATTACHED_PIC | AV_DISPOSITION_TIMED_THUMBNAILS)) != 0;
}

}  // namespace

std::string ffmpeg_text(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  return text;
}

Container::Container(const std::string& name, std::unique_ptr<ByteSource> source, const char* demuxer)
    : bytes(std::move(source)) {
  try {
    open(name, demuxer);
    choose_stream(name);
  } catch (...) {
    close();
    throw;
  }
}

Container::~Container() {
  close();
}

void Container::open(const std::string& name, const char* demuxer) {
  constexpr int kBufferSize = 1 << 16;
  io = avio_alloc_context(static_cast<unsigned char*>(av_malloc(kBufferSize)), kBufferSize, 0, bytes.get(),
                          read_bytes, nullptr, seek_bytes);
  format = avformat_alloc_context();
  if (io == nullptr || format == nullptr) throw std::bad_alloc();
  format->pb = io;
  format->io_open = open_nothing;
  format->error_recognition = kStrictFFmpeg;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", kFormats, 0);
  // Without a name, so that the content alone decides. Frees the context where it fails.
  const int code = avformat_open_input(
      &format, nullptr, demuxer != nullptr ? av_find_input_format(demuxer) : nullptr, &options);
  av_dict_free(&options);
  if (code < 0)
    throw_error<DataError>("{}: cannot be decoded as video ({})", name,
                           code == AVERROR(EINVAL) || code == AVERROR_INVALIDDATA
                               ? "it begins like none of the formats that hold pictures"
                               : ffmpeg_text(code));
  if (avformat_find_stream_info(format, nullptr) < 0)
    throw_error<DataError>("{}: cannot be decoded as video: what it holds cannot be found out", name);
}

void Container::close() {
  avformat_close_input(&format);
  if (io != nullptr) av_freep(&io->buffer);
  avio_context_free(&io);
}

void Container::choose_stream(const std::string& name) {
  const int best = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (best < 0 || is_cover(*format->streams[best]))
    throw_error<DataError>("{}: holds no video ({})", name,
                           best < 0 ? "only sound or other data" : "only sound and a cover picture");
  stream = format->streams[best];
  int videos = 0, rank = 0;
  for (unsigned i = 0; i < format->nb_streams; ++i) {
    AVStream& other = *format->streams[i];
    if (&other == stream) rank = videos;
    if (other.codecpar->codec_type == AVMEDIA_TYPE_VIDEO && !is_cover(other)) ++videos;
    if (&other != stream) other.discard = AVDISCARD_ALL;
  }
  if (videos > 1)
    notes.push_back(fmt::format(
        "holds {} videos side by side; number {} (counted from 0, {}x{}) is taken; to have another one, "
        "write it to a file of its own (ffmpeg -i OLD -map 0:v:N -c copy NEW)",
        videos, rank, stream->codecpar->height, stream->codecpar->width));
}

const std::int32_t* Container::display_matrix() const {
#if LIBAVFORMAT_VERSION_MAJOR >= 61
  const AVPacketSideData* data = av_packet_side_data_get(
      stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
  return data == nullptr ? nullptr : reinterpret_cast<const std::int32_t*>(data->data);
#else
  return reinterpret_cast<const std::int32_t*>(
      av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr));
#endif
}

double Container::announced_duration() const {
  const std::string name = format->iformat->name;
  if (name == "ivf") return std::max(0.0, static_cast<double>(stream->duration) * av_q2d(stream->time_base));
  if (name != "flv" && name.rfind("matroska", 0) != 0) return 0;
  const double whole = format->duration > 0 ? static_cast<double>(format->duration) / AV_TIME_BASE : 0;
  if (format->nb_streams == 1) return whole;
  const AVDictionaryEntry* own = av_dict_get(stream->metadata, "DURATION", nullptr, 0);
  std::int64_t microseconds = 0;
  if (own == nullptr || av_parse_time(&microseconds, own->value, 1) < 0) return 0;
  return std::min(whole, static_cast<double>(microseconds) / AV_TIME_BASE);
}

}  // namespace sonosweep::data_tools
