#include "cli/progress.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace sonosweep::cli {
namespace {

// Standard error is captured in a file here: not a terminal.
TEST(ProgressLine, PlainLinesWithoutATerminal) {
  ::testing::internal::CaptureStderr();
  ProgressLine progress;
  progress.show("1 of 3");
  progress.show("2 of 3");  // within ten seconds of the first
  progress.clear();
  progress.finish("3 of 3");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "1 of 3\n3 of 3\n");
}

// The far end of a new terminal; -1 where no devpts is mounted (a bare chroot, some containers).
int open_terminal() {
  const int far = ::posix_openpt(O_RDWR | O_NOCTTY);
  if (far < 0) return -1;
  if (::grantpt(far) == 0 && ::unlockpt(far) == 0 && ::access(::ptsname(far), R_OK) == 0) return far;
  ::close(far);
  return -1;
}

// Standard error is a terminal as long as this lives.
class Terminal {
 public:
  explicit Terminal(unsigned short columns) : own_(::dup(STDERR_FILENO)), far_(open_terminal()) {
    if (far_ < 0) throw std::runtime_error("no terminal");
    near_ = ::open(::ptsname(far_), O_RDWR | O_NOCTTY);
    termios mode{};
    ::tcgetattr(near_, &mode);
    ::cfmakeraw(&mode);
    ::tcsetattr(near_, TCSANOW, &mode);
    set_columns(columns);
    ::dup2(near_, STDERR_FILENO);
  }
  ~Terminal() {
    ::dup2(own_, STDERR_FILENO);
    for (const int fd : {own_, far_, near_}) ::close(fd);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void set_columns(unsigned short columns) const {
    winsize size{};
    size.ws_row = 24;
    size.ws_col = columns;
    ::ioctl(near_, TIOCSWINSZ, &size);
  }
  // What was written since the last call, at least `bytes` of it.
  std::string written(std::size_t bytes) const {
    std::string text;
    char buffer[4096];
    while (text.size() < bytes) {
      const ssize_t got = ::read(far_, buffer, sizeof buffer);
      if (got <= 0) break;
      text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  int own_, far_, near_ = -1;
};

class ProgressLineOnTerminal : public ::testing::Test {
 protected:
  void SetUp() override {
    const int far = open_terminal();
    if (far < 0) GTEST_SKIP() << "this machine has no pseudo-terminals";
    ::close(far);
  }
};

TEST_F(ProgressLineOnTerminal, IsCutToTheWidthOfTheTerminalAndTakenBackWhole) {
  const Terminal terminal(11);
  ProgressLine progress;
  progress.show("12 of 30 für t060");
  EXPECT_EQ(terminal.written(10), "12 of 30..");
  progress.clear();
  EXPECT_EQ(terminal.written(12), "\r" + std::string(10, ' ') + "\r");
}

TEST_F(ProgressLineOnTerminal, IsTakenBackByColumnsNotByBytes) {
  const Terminal terminal(80);
  ProgressLine progress;
  progress.show("für");
  EXPECT_EQ(terminal.written(4), "für");
  progress.clear();
  EXPECT_EQ(terminal.written(5), "\r   \r");
}

TEST_F(ProgressLineOnTerminal, IsTakenBackWithinATerminalMadeNarrower) {
  const Terminal terminal(80);
  ProgressLine progress;
  progress.show("12 of 30");
  EXPECT_EQ(terminal.written(8), "12 of 30");
  terminal.set_columns(5);
  progress.clear();
  EXPECT_EQ(terminal.written(6), "\r    \r");
}

TEST_F(ProgressLineOnTerminal, OfATerminalThatDoesNotTellItsWidthIsThatOfMost) {
  const Terminal terminal(0);
  ProgressLine progress;
  progress.show(std::string(200, 'x'));
  EXPECT_EQ(terminal.written(79), std::string(77, 'x') + "..");
}

}  // namespace
}  // namespace sonosweep::cli
