#include "tests/farm/processes/child_process.h"

#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "core/error.h"
#include "farm/processes/describe_death.h"
#include "farm/processes/log_tail.h"
#include "farm/processes/spawn.h"

namespace sonosweep::farm {

ChildProcess::ChildProcess(const ChildCommand& command) : log_file_(command.log_file) {
  Spawned spawned(command);
  pid_ = spawned.pid();
  spawned.wait();
  log_start_ = spawned.log_start();
  if (spawned.error().empty()) return;
  end_now();
  throw Error(spawned.error());
}

ChildProcess::~ChildProcess() {
  end_now();
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      log_file_(std::move(other.log_file_)),
      log_start_(other.log_start_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this == &other) return *this;
  end_now();
  pid_ = std::exchange(other.pid_, -1);
  log_file_ = std::move(other.log_file_);
  log_start_ = other.log_start_;
  return *this;
}

std::optional<ChildEnd> ChildProcess::poll() {
  if (pid_ <= 0) return std::nullopt;
  // First look without reaping: as long as it is not reaped, its process group cannot be another's.
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
    return std::nullopt;
  ::kill(-pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  ChildEnd end;
  if (WIFSIGNALED(status)) {
    end.signal_number = WTERMSIG(status);
  } else {
    end.exit_code = WEXITSTATUS(status);
  }
  return end;
}

void ChildProcess::ask_to_stop() {
  if (pid_ > 0) ::kill(pid_, SIGTERM);
}

void ChildProcess::kill() {
  if (pid_ > 0) ::kill(-pid_, SIGKILL);
}

void ChildProcess::end_now() noexcept {
  if (pid_ <= 0) return;
  ::kill(-pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

std::vector<std::string> ChildProcess::log_tail(std::size_t max_lines) const {
  return farm::log_tail(log_file_, log_start_, max_lines);
}

std::string describe_end(const ChildEnd& end, const std::vector<std::string>& log_tail) {
  return describe_death(end.exit_code, end.signal_number, log_tail);
}

}  // namespace sonosweep::farm
