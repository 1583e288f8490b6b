#include "cli/progress.h"

#include <unistd.h>

#include <iostream>

#include "core/log.h"

namespace sonosweep::cli {

ProgressLine::ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void ProgressLine::clear() {
  if (!terminal_ || shown_width_ == 0) return;
  std::cerr << '\r' << std::string(shown_width_, ' ') << '\r' << std::flush;
  shown_width_ = 0;
}

void ProgressLine::show(const std::string& text) {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + (terminal_ ? std::chrono::milliseconds(100) : std::chrono::milliseconds(10'000));
  if (!terminal_) {
    log_info("{}", text);
    return;
  }
  clear();
  std::cerr << text << std::flush;
  shown_width_ = text.size();
}

void ProgressLine::finish(const std::string& text) {
  clear();
  log_info("{}", text);
}

}  // namespace sonosweep::cli
