#include "farm/processes/spawn.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <vector>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

// What the child writes into the pipe: once when its log is open, once more if it could not start.
struct Report {
  enum Step : std::int32_t { kLogOpen, kLogFailed, kExecFailed };
  std::int32_t step = kLogOpen;
  std::int32_t reason = 0;  // errno
  std::uint64_t log_start = 0;
};

struct Plan {
  char* const* arguments;
  char* const* environment;
  const cpu_set_t* cpus;  // null: any
  const char* log_name;
  const char* header;
  std::size_t header_size;
  int report_fd;
  pid_t parent;
};

[[noreturn]] void give_up(int report_fd, Report::Step step, int reason) {
  const Report report{step, reason, 0};
  if (::write(report_fd, &report, sizeof report) < 0) ::_exit(kExitFailed);
  ::_exit(kExitFailed);
}

void open_log(const Plan& plan) {
  const int log = ::open(plan.log_name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (log < 0) give_up(plan.report_fd, Report::kLogFailed, errno);
  errno = ENOSPC;  // should it be a part only
  if (::write(log, plan.header, plan.header_size) != static_cast<ssize_t>(plan.header_size))
    give_up(plan.report_fd, Report::kLogFailed, errno);
  const off_t end = ::lseek(log, 0, SEEK_END);
  const Report report{Report::kLogOpen, 0, end < 0 ? 0 : static_cast<std::uint64_t>(end)};
  if (::write(plan.report_fd, &report, sizeof report) < 0) ::_exit(kExitFailed);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
}

// Between fork and exec, in the child: system calls only, no allocation.
[[noreturn]] void become(const Plan& plan) {
  ::setsid();
  // The parent may have died before this took effect; then nobody would end us.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != plan.parent) ::_exit(kExitFailed);
  if (plan.cpus != nullptr) ::sched_setaffinity(0, sizeof *plan.cpus, plan.cpus);
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null < 0) give_up(plan.report_fd, Report::kExecFailed, errno);
  ::dup2(null, STDIN_FILENO);
  open_log(plan);
  // What MPI or whoever started us left open is none of its business.
  if (::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
    for (int fd = STDERR_FILENO + 1; fd < 1024; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(plan.arguments[0], plan.arguments, plan.environment);
  give_up(plan.report_fd, Report::kExecFailed, errno);
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

}  // namespace

Spawned::Spawned(const ChildCommand& command)
    : program_(command.arguments.at(0)), log_name_(command.log_file.string()) {
  const auto arguments = pointers(command.arguments);
  const auto environment = pointers(command.environment);
  const std::string header = command.log_header + "\n";
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  for (std::size_t cpu = 0; cpu < command.cpus.size(); ++cpu)
    if (command.cpus[cpu]) CPU_SET(cpu, &cpus);

  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw_error<Error>("{}: cannot start ({})", program_, errno_text(errno));
  report_ = Descriptor(ends[0]);
  const Descriptor report_in(ends[1]);
  ::fcntl(report_.get(), F_SETFL, O_NONBLOCK);
  const Plan plan{arguments.data(),  environment.data(), command.cpus.any() ? &cpus : nullptr,
                  log_name_.c_str(), header.data(),      header.size(),
                  report_in.get(),   ::getpid()};

  // A signal for us that arrived in the child before exec would be swallowed by our handler there.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_ = ::fork();
  const int reason = errno;
  if (pid_ == 0) become(plan);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid_ < 0) throw_error<Error>("{}: cannot start ({})", program_, errno_text(reason));
}

bool Spawned::pending() {
  while (report_.is_open()) {
    Report report;
    const ssize_t got = ::read(report_.get(), &report, sizeof report);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) return true;
    if (got != static_cast<ssize_t>(sizeof report)) {
      report_.close();  // closed by exec
    } else if (report.step == Report::kLogOpen) {
      log_start_ = report.log_start;
    } else {
      const bool log = report.step == Report::kLogFailed;
      error_ = fmt::format("{}: cannot {} ({})", log ? log_name_ : program_, log ? "write" : "start",
                           errno_text(report.reason));
      report_.close();
    }
  }
  return false;
}

void Spawned::wait() {
  while (pending()) {
    pollfd look{report_.get(), POLLIN, 0};
    ::poll(&look, 1, -1);
  }
}

}  // namespace sonosweep::farm
