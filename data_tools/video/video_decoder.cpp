#include "data_tools/video/video_decoder.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "data_tools/video/container.h"
#include "data_tools/video/decoder_log.h"
#include "data_tools/video/luma.h"

namespace sonosweep::data_tools {
namespace {

constexpr const char* kCure =
    "copy the file again, or write what can be decoded to a new file (ffmpeg -i OLD -fps_mode passthrough "
    "NEW; frames that are lost shift the numbers of those behind them)";

}  // namespace

struct VideoDecoder::Stream {
  Stream(std::string shown, std::unique_ptr<ByteSource> source, const char* demuxer)
      : name(begin(std::move(shown))), file(name, std::move(source), demuxer) {
    try {
      open_codec();
      look_at_index();
    } catch (...) {
      close();
      throw;
    }
    duration = file.announced_duration();
    notes = file.notes;
    take_decoder_log();  // what was said while guessing; what the container's reader said then still counts
  }
  // Before anything is opened.
  static std::string begin(std::string shown) {
    catch_decoder_log();
    take_decoder_log();
    take_container_log();
    return shown;
  }
  ~Stream() { close(); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void open_codec() {
    const AVCodec* decoder = avcodec_find_decoder(stream->codecpar->codec_id);
    if (decoder == nullptr)
      throw_error<DataError>(
          "{}: cannot be decoded as video: this FFmpeg has no decoder for '{}'; write it to a new file where "
          "one is (ffmpeg -i OLD -fps_mode passthrough NEW)",
          name, avcodec_get_name(stream->codecpar->codec_id));
    codec = avcodec_alloc_context3(decoder);
    packet = av_packet_alloc();
    frame = av_frame_alloc();
    if (packet == nullptr || frame == nullptr || codec == nullptr ||
        avcodec_parameters_to_context(codec, stream->codecpar) < 0)
      throw std::bad_alloc();
    codec->err_recognition = kStrictFFmpeg;
    codec->flags |= AV_CODEC_FLAG_OUTPUT_CORRUPT;
    codec->thread_count = 1;  // videos are decoded side by side; its messages come on this thread
    codec->pkt_timebase = stream->time_base;
    const int code = avcodec_open2(codec, decoder, nullptr);
    if (code < 0)
      throw_error<DataError>("{}: cannot be decoded as video ({} decoder: {})", name, decoder->name,
                             ffmpeg_text(code));
  }

  // Entries that edit lists hide, or that stand for dropped frames, are never shown.
  void look_at_index() {
    const std::string_view kind = file.format->iformat->name;
    const bool complete = kind == "avi" || kind.rfind("mov,", 0) == 0;
    // MPEG-4 writes "nothing has changed" as a tiny packet that decodes to no frame.
    const int least = codec->codec_id == AV_CODEC_ID_MPEG4 ? 20 : 1;
    for (int i = 0; i < avformat_index_get_entries_count(stream); ++i) {
      const AVIndexEntry* entry = avformat_index_get_entry(stream, i);
      if (entry->size > 0 && entry->pos + entry->size > file.bytes->size() && (complete || kind == "flv"))
        throw_error<DataError>("{}: cut short (its index names a frame at bytes {} to {}, it has {})", name,
                               entry->pos, entry->pos + entry->size, file.bytes->size());
      if (complete && (entry->flags & AVINDEX_DISCARD_FRAME) == 0 && entry->size >= least) ++indexed;
    }
  }

  // Of the frame that is at hand.
  [[noreturn]] void fail(const std::string& what) { fail_at(fmt::format("frame {}", decoded), what); }

  // Of a packet, whose frame may come out later.
  [[noreturn]] void fail_soon(const std::string& what, int code) {
    fail_at(fmt::format("behind frame {}", decoded - 1), fmt::format("{} ({})", what, ffmpeg_text(code)));
  }

  [[noreturn]] void fail_at(const std::string& where, const std::string& what) {
    const DecoderLog log = take_decoder_log();
    const std::string says = log.errors > 0 ? fmt::format(" (FFmpeg says: {})", log.first) : "";
    const std::string when = time ? fmt::format(", at {:.3f} s", *time) : "";
    throw_error<DataError>("{}: {}{}: {}{}; {}", name, decoded == 0 ? "at its beginning" : where, when, what,
                           says, kCure);
  }

  void note_time(std::int64_t stamp) {
    if (stamp != AV_NOPTS_VALUE) time = static_cast<double>(stamp) * av_q2d(stream->time_base);
  }

  // Gives the decoder the next packet, or the end.
  void feed() {
    while (true) {
      av_packet_unref(packet);
      int code = av_read_frame(file.format, packet);
      check_container_log();
      if (code == AVERROR_EOF && file.io->error == 0) {
        code = avcodec_send_packet(codec, nullptr);
        if (code < 0 && code != AVERROR_EOF) fail_soon("damaged", code);
        return;
      }
      if (code < 0 && file.io->error < 0) fail_soon("cannot be read", file.io->error);
      if (code < 0) fail_soon("damaged or cut short", code);
      if (packet->stream_index != stream->index || packet->size == 0) continue;
      note_time(packet->pts);
      follow_duration();
      if ((packet->flags & AV_PKT_FLAG_CORRUPT) != 0) fail_soon("damaged or cut short", AVERROR_INVALIDDATA);
      code = avcodec_send_packet(codec, packet);
      if (code < 0) fail_soon("damaged", code);
      return;
    }
  }

  // Matroska's and Ogg's readers look for the next whole part and only say so.
  void check_container_log() {
    const DecoderLog log = take_container_log();
    if (log.errors == 0) return;
    if (std::string_view(file.format->iformat->name).rfind("matroska", 0) == 0 ||
        log.first.rfind("CRC mismatch", 0) == 0)
      fail_at(fmt::format("behind frame {}", decoded - 1),
              fmt::format("damaged or cut short (FFmpeg says: {})", log.first));
    complain(log);
  }

  void complain(const DecoderLog& log) {
    if (complaints.errors == 0) complaints.first = fmt::format("frame {}: {}", decoded, log.first);
    complaints.errors += log.errors;
  }

  void follow_duration() {
    if (duration <= 0 || packet->pts == AV_NOPTS_VALUE) return;
    const double base = av_q2d(stream->time_base);
    const double begin = static_cast<double>(packet->pts) * base;
    longest_gap = std::max({longest_gap, begin - last_begin, static_cast<double>(packet->duration) * base});
    last_begin = std::max(last_begin, begin);
    last_end = std::max(last_end, begin + static_cast<double>(packet->duration) * base);
  }

  bool next(cv::Mat& gray) {
    while (true) {
      const int code = avcodec_receive_frame(codec, frame);
      if (code == AVERROR_EOF) {
        finish();
        return false;
      }
      if (code == AVERROR(EAGAIN)) {
        feed();
        continue;
      }
      if (code < 0) fail_soon("damaged", code);
      take(gray);
      return true;
    }
  }

  void take(cv::Mat& gray) {
    note_time(frame->best_effort_timestamp);
    if (frame->decode_error_flags != 0) fail("damaged; the decoder covered it up");
    if ((frame->flags & AV_FRAME_FLAG_CORRUPT) != 0)
      fail(decoded == 0
               ? "starts in the middle of a recording: its first frames build on ones that are not there"
               : "damaged: it builds on frames that are not there");
    check_log();
    const AVFrameSideData* own = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    const std::int32_t* matrix =
        own != nullptr ? reinterpret_cast<const std::int32_t*>(own->data) : file.display_matrix();
    const Turn turn = matrix != nullptr ? turn_of(matrix) : Turn{};
    if (matrix != nullptr && decoded == 0 && !is_quarter_turn(matrix))
      notes.push_back(
          "is to be shown slanted; it is turned by the nearest quarter turn (rewrite the file if that is "
          "wrong)");
    if (decoded == 0) note_shape(turn);
    const cv::Size now =
        turn.transpose ? cv::Size(frame->height, frame->width) : cv::Size(frame->width, frame->height);
    if (decoded == 0) size = now;
    if (now != size)
      throw_error<DataError>(
          "{}: frame {} is {}x{}, the first one is {}x{} (height x width); all frames of a video have one "
          "size: cut it there into two files",
          name, decoded, now.height, now.width, size.height, size.width);
    try {
      if (turn.any()) {
        luma.read(*frame, upright);
        gray = turned(upright, turn);
      } else {
        luma.read(*frame, gray);
      }
    } catch (const DataError& error) {
      throw_error<DataError>("{}: frame {}: {}", name, decoded, error.what());
    }
    av_frame_unref(frame);
    ++decoded;
  }

  // What maps painted in a program that reads files otherwise would not fit.
  void note_shape(const Turn& turn) {
    if (turn.any())
      notes.push_back(
          "is turned or mirrored as its file says and players show it; maps must be painted on the turned "
          "picture "
          "(some programs do not turn, or the other way)");
    const AVRational pixel = av_guess_sample_aspect_ratio(file.format, stream, frame);
    if (pixel.num > 0 && pixel.den > 0 && pixel.num != pixel.den)
      notes.push_back(fmt::format(
          "its pixels are not square ({}:{}): they are packed as stored, not stretched as players show them",
          pixel.num, pixel.den));
  }

  // Errors that the decoder only talks about. FFV1 and Theora find damage by checksums and go on.
  void check_log() {
    const DecoderLog log = take_decoder_log();
    if (log.errors == 0) return;
    const AVCodecID id = codec->codec_id;
    if (id == AV_CODEC_ID_FFV1 || id == AV_CODEC_ID_THEORA)
      fail(fmt::format("damaged (FFmpeg says: {})", log.first));
    complain(log);
  }

  void finish() {
    check_log();
    if (complaints.errors > 0)
      notes.push_back(fmt::format(
          "its frames were decoded, but FFmpeg found {} wrong with them, first at {}; look at the "
          "video, and copy the file again where it is damaged",
          counted(complaints.errors, "thing"), complaints.first));
    complaints = {};
    const double rate = av_q2d(av_guess_frame_rate(file.format, stream, nullptr));
    const double tolerance = 2 * std::max(longest_gap, rate > 0 ? 1 / rate : 0.0);
    if (duration > 0 && last_end > 0 && last_end < duration - tolerance - 1e-3)
      throw_error<DataError>("{}: cut short: its video ends at {:.3f} s, the file announces {:.3f} s; {}",
                             name, last_end, duration, kCure);
  }

  void close() {
    avcodec_free_context(&codec);
    av_packet_free(&packet);
    av_frame_free(&frame);
  }

  std::string name;
  Container file;
  AVStream* const stream = file.stream;
  AVCodecContext* codec = nullptr;
  AVPacket* packet = nullptr;
  AVFrame* frame = nullptr;
  LumaReader luma;
  cv::Mat upright;  // before it is turned
  cv::Size size;
  std::int64_t decoded = 0, indexed = 0;
  std::optional<double> time;
  double duration = 0, last_begin = 0, last_end = 0, longest_gap = 0;
  DecoderLog complaints;
  std::vector<std::string> notes;
};

VideoDecoder::VideoDecoder(std::string name, std::unique_ptr<ByteSource> bytes, const char* demuxer)
    : stream_(std::make_unique<Stream>(std::move(name), std::move(bytes), demuxer)) {}

VideoDecoder::~VideoDecoder() = default;

bool VideoDecoder::next(cv::Mat& gray) {
  return stream_->next(gray);
}

double VideoDecoder::fps() const {
  // A heap of JPEGs has no rate; FFmpeg invents one.
  if (format() == "mjpeg") return 0;
  const double rate = av_q2d(av_guess_frame_rate(stream_->file.format, stream_->stream, nullptr));
  return std::isfinite(rate) && rate > 0 ? rate : 0;
}

std::int64_t VideoDecoder::indexed_frames() const {
  return stream_->indexed;
}

std::string VideoDecoder::format() const {
  return stream_->file.format->iformat->name;
}

double VideoDecoder::announced_seconds() const {
  return stream_->duration;
}

std::int64_t VideoDecoder::decoded() const {
  return stream_->decoded;
}

std::vector<std::string> VideoDecoder::notes() const {
  return stream_->notes;
}

}  // namespace sonosweep::data_tools
