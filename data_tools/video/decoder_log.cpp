#include "data_tools/video/decoder_log.h"

extern "C" {
#include <libavutil/log.h>
}

#include <cstdarg>
#include <cstdio>
#include <mutex>
#include <utility>

#include "core/text.h"

namespace sonosweep::data_tools {
namespace {

thread_local DecoderLog decoder_lines, container_lines;

bool reads_containers(void* speaker) {
  const AVClass* kind = speaker == nullptr ? nullptr : *static_cast<const AVClass* const*>(speaker);
  if (kind == nullptr) return false;
  const auto category = kind->get_category != nullptr ? kind->get_category(speaker) : kind->category;
  return category == AV_CLASS_CATEGORY_DEMUXER;
}

void on_line(void* speaker, int level, const char* format, va_list arguments) {
  if ((level & 0xFF) > AV_LOG_ERROR) return;
  char text[256];
  std::vsnprintf(text, sizeof text, format, arguments);
  DecoderLog& lines = reads_containers(speaker) ? container_lines : decoder_lines;
  if (lines.errors++ == 0) lines.first = trim(text);
}

}  // namespace

void catch_decoder_log() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_callback(on_line); });
}

DecoderLog take_decoder_log() {
  return std::exchange(decoder_lines, {});
}

DecoderLog take_container_log() {
  return std::exchange(container_lines, {});
}

}  // namespace sonosweep::data_tools
