// One run as a process of its own: own process group, no MPI in its environment, output in its log, and
// gone when its parent is gone.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "farm/processes/child_command.h"
#include "farm/processes/child_environment.h"

namespace sonosweep::farm {

// How a process ended.
struct ChildEnd {
  int exit_code = 0;      // if it ended by itself
  int signal_number = 0;  // otherwise
};

class ChildProcess {
 public:
  // Starts it. Throws Error: log cannot be written, program cannot be started.
  explicit ChildProcess(const ChildCommand& command);
  // Kills what is left.
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;

  // How it ended, once it has; never waits. What it left running in its process group is killed.
  std::optional<ChildEnd> poll();
  // SIGTERM: checkpoint and end, please.
  void ask_to_stop();
  // SIGKILL, to it and its process group; poll() still tells the end.
  void kill();

  pid_t pid() const { return pid_; }
  // The last lines of what this process wrote to its log, at most `max_lines`.
  std::vector<std::string> log_tail(std::size_t max_lines) const;

 private:
  void end_now() noexcept;

  pid_t pid_ = -1;  // -1: moved from, or reaped
  std::filesystem::path log_file_;
  std::uintmax_t log_start_ = 0;
};

// "exit code 3 (bad data): <last error in the log>", "killed by signal 9 (SIGKILL; often out of memory)",
// "aborted (SIGABRT): <last line of the log>".
std::string describe_end(const ChildEnd& end, const std::vector<std::string>& log_tail);

}  // namespace sonosweep::farm
