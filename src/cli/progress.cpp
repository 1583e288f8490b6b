#include "cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "cli/columns.h"
#include "core/log.h"
#include "core/unicode.h"

namespace sonosweep::cli {

namespace {

// One less than the terminal has: some go on to the next line once the last column is written.
std::size_t terminal_columns() {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsual - 1;
  return size.ws_col - 1U;
}

}  // namespace

ProgressLine::ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

void ProgressLine::clear() {
  if (!terminal_ || shown_width_ == 0) return;
  // It may have been made narrower.
  std::cerr << '\r' << std::string(std::min(shown_width_, terminal_columns()), ' ') << '\r' << std::flush;
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
  const std::string line = fit_columns(for_terminal(text), terminal_columns());
  std::cerr << line << std::flush;
  shown_width_ = columns_of(line);
}

void ProgressLine::finish(const std::string& text) {
  clear();
  log_info("{}", text);
}

}  // namespace sonosweep::cli
