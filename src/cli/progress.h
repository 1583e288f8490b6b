// Progress on standard error: one line rewritten in place on a terminal, cut to its width, since a line that
// goes on in the next one cannot be taken back; plain lines now and then otherwise.
#pragma once

#include <chrono>
#include <string>

namespace sonosweep::cli {

class ProgressLine {
 public:
  ProgressLine();
  // Shows `text`; on a terminal at most ten times a second, elsewhere at most every 10 s.
  void show(const std::string& text);
  // Shows `text` now and ends the line.
  void finish(const std::string& text);
  // Clears the line on a terminal, so that a log line can stand there.
  void clear();

 private:
  bool terminal_;
  std::size_t shown_width_ = 0;
  std::chrono::steady_clock::time_point next_{};
};

}  // namespace sonosweep::cli
