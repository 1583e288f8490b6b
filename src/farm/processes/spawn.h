// Fork and exec of one run, without waiting for anything: a file system that hangs holds up the child alone.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "farm/processes/child_command.h"
#include "farm/processes/descriptor.h"

namespace sonosweep::farm {

// A child on its way from fork to exec.
class Spawned {
 public:
  // Forks. The child leads a session of its own, dies with this process (SIGKILL), has default signal
  // dispositions, an empty signal mask and no open files but standard input (/dev/null), output and error
  // (the log). Throws Error: cannot fork.
  // Only the thread that started it counts as the parent: call it from one that lives as long as the process.
  explicit Spawned(const ChildCommand& command);

  pid_t pid() const { return pid_; }
  // To poll() on: readable when pending() has something to do.
  int descriptor() const { return report_.get(); }
  // Takes what has arrived, without waiting. False once it is known whether the program runs.
  bool pending();
  void wait();  // until then

  // Empty: it runs. "PROGRAM: cannot start (No such file or directory)", "LOG: cannot write (..)": it does
  // not, and the child has ended or is about to.
  const std::string& error() const { return error_; }
  // How long the log was, its header included, when the program started. Bytes.
  std::uint64_t log_start() const { return log_start_; }

 private:
  pid_t pid_ = -1;
  Descriptor report_;
  std::string program_, log_name_, error_;
  std::uint64_t log_start_ = 0;
};

}  // namespace sonosweep::farm
