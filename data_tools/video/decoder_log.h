// What FFmpeg's parts say about the stream at hand, counted instead of printed.
#pragma once

#include <cstdint>
#include <string>

namespace sonosweep::data_tools {

struct DecoderLog {
  std::int64_t errors = 0;  // lines of level "error" and worse
  std::string first;        // of those lines
};

// From now on, in the whole process, FFmpeg prints nothing.
void catch_decoder_log();
// Lines of the calling thread since the last call: a decoder with one thread speaks on its caller's.
DecoderLog take_decoder_log();
// The same of what reads containers.
DecoderLog take_container_log();

}  // namespace sonosweep::data_tools
