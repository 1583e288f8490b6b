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

thread_local DecoderLog lines;

void on_line(void* /*speaker*/, int level, const char* format, va_list arguments) {
  if ((level & 0xFF) > AV_LOG_ERROR) return;
  char text[256];
  std::vsnprintf(text, sizeof text, format, arguments);
  if (lines.errors++ == 0) lines.first = trim(text);
}

}  // namespace

void catch_decoder_log() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_callback(on_line); });
}

DecoderLog take_decoder_log() {
  return std::exchange(lines, {});
}

}  // namespace sonosweep::data_tools
