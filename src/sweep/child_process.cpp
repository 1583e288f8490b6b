#include "sweep/child_process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <utility>

#include "core/error.h"
#include "core/text.h"

extern char** environ;

namespace sonosweep::sweep {
namespace {

// Where standard output and error go, and the pipe through which a child says that it could not start.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const auto& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// Between fork and exec, in the child: system calls only, no allocation.
[[noreturn]] void become(char* const* arguments, char* const* environment, const cpu_set_t* cpus, int null_fd,
                         int log_fd, int report_fd, pid_t parent) {
  ::setpgid(0, 0);
  // The parent may have died before this took effect; then nobody would end us.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kExitFailed);
  if (cpus != nullptr) ::sched_setaffinity(0, sizeof *cpus, cpus);
  ::dup2(null_fd, STDIN_FILENO);
  ::dup2(log_fd, STDOUT_FILENO);
  ::dup2(log_fd, STDERR_FILENO);
  // What MPI or whoever started us left open is none of its business.
  if (::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
    for (int fd = STDERR_FILENO + 1; fd < 1024; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(arguments[0], arguments, environment);
  const int reason = errno;
  if (::write(report_fd, &reason, sizeof reason) < 0) ::_exit(kExitFailed);
  ::_exit(kExitFailed);
}

bool starts_with(const char* text, const char* prefix) {
  return std::strncmp(text, prefix, std::strlen(prefix)) == 0;
}

const char* exit_code_name(int code) {
  switch (code) {
    case kExitFailed:
      return "run-time failure";
    case kExitUsage:
      return "wrong usage";
    case kExitData:
      return "bad data";
    case kExitStopped:
      return "stopped on purpose";
    default:
      return "unknown kind of failure";
  }
}

std::string last_error(const std::vector<std::string>& lines) {
  for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    if (const auto at = line->find("error: "); at != std::string::npos) return line->substr(at + 7);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line)
    if (!trim(*line).empty()) return trim(*line);
  return "";
}

}  // namespace

ChildProcess::ChildProcess(const ChildCommand& command) : log_file_(command.log_file) {
  const std::string log_name = command.log_file.string();
  const Descriptor log(::open(log_name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (log.get() < 0) throw_error<Error>("{}: cannot write ({})", log_name, errno_text(errno));
  const std::string header = command.log_header + "\n";
  if (::write(log.get(), header.data(), header.size()) != static_cast<ssize_t>(header.size()))
    throw_error<Error>("{}: cannot write ({})", log_name, errno_text(errno));
  log_start_ = static_cast<std::uintmax_t>(std::max<off_t>(0, ::lseek(log.get(), 0, SEEK_END)));
  const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  int ends[2];
  if (null.get() < 0 || ::pipe2(ends, O_CLOEXEC) != 0)
    throw_error<Error>("{}: cannot start ({})", command.arguments.at(0), errno_text(errno));
  const Descriptor report_out(ends[0]);
  Descriptor report_in(ends[1]);

  const auto arguments = pointers(command.arguments);
  const auto environment = pointers(command.environment);
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  for (std::size_t cpu = 0; cpu < command.cpus.size(); ++cpu)
    if (command.cpus[cpu]) CPU_SET(cpu, &cpus);

  // A signal for us that arrived in the child before exec would be swallowed by our handler there.
  sigset_t all, before;
  ::sigfillset(&all);
  const pid_t parent = ::getpid();
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_ = ::fork();
  const int reason = errno;
  if (pid_ == 0)
    become(arguments.data(), environment.data(), command.cpus.any() ? &cpus : nullptr, null.get(), log.get(),
           report_in.get(), parent);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid_ < 0) throw_error<Error>("{}: cannot start ({})", command.arguments[0], errno_text(reason));
  ::setpgid(pid_, pid_);  // in both processes, so that it holds whoever comes first

  report_in.close();
  int failure = 0;
  ssize_t got = 0;
  do {
    got = ::read(report_out.get(), &failure, sizeof failure);  // ends with exec
  } while (got < 0 && errno == EINTR);
  if (got == static_cast<ssize_t>(sizeof failure)) {
    end_now();
    throw_error<Error>("{}: cannot start ({})", command.arguments[0], errno_text(failure));
  }
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
  constexpr std::uintmax_t kMaxBytes = 16384;
  std::ifstream file(log_file_, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const auto size = static_cast<std::uintmax_t>(std::max<std::streamoff>(0, file.tellg()));
  const auto from = std::max(std::min(log_start_, size), size > kMaxBytes ? size - kMaxBytes : 0);
  file.seekg(static_cast<std::streamoff>(from));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  if (lines.size() > max_lines)
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(max_lines));
  return lines;
}

std::vector<std::string> child_environment(int threads) {
  static constexpr const char* kMpi[] = {"OMPI_", "OPAL_", "ORTE_", "PMIX_",  "PMI_",  "PMI2_",  "PRTE_",
                                         "MPI_",  "MPIR_", "MPICH", "HYDRA_", "HYDI_", "I_MPI_", "MV2_"};
  static constexpr const char* kThreads[] = {"OMP_NUM_THREADS=", "OPENBLAS_NUM_THREADS=", "MKL_NUM_THREADS=",
                                             "BLIS_NUM_THREADS=", "OMP_THREAD_LIMIT="};
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const auto matches = [&](const char* prefix) { return starts_with(*entry, prefix); };
    if (std::none_of(std::begin(kMpi), std::end(kMpi), matches) &&
        std::none_of(std::begin(kThreads), std::end(kThreads), matches) && !matches("SONOSWEEP_ATTEMPT"))
      result.emplace_back(*entry);
  }
  for (const char* name : kThreads)
    if (!starts_with(name, "OMP_THREAD_LIMIT")) result.push_back(name + std::to_string(threads));
  return result;
}

std::string describe_end(const ChildEnd& end, const std::vector<std::string>& log_tail) {
  std::string text;
  if (end.signal_number == SIGKILL) return "killed by signal 9 (SIGKILL; often out of memory)";
  if (end.signal_number == SIGABRT) {
    text = "aborted (SIGABRT)";
  } else if (end.signal_number != 0) {
    const char* name = ::sigabbrev_np(end.signal_number);
    text = fmt::format("killed by signal {} (SIG{})", end.signal_number, name == nullptr ? "?" : name);
  } else {
    text = fmt::format("exit code {} ({})", end.exit_code, exit_code_name(end.exit_code));
  }
  const std::string detail = last_error(log_tail);
  return detail.empty() ? text : text + ": " + detail;
}

}  // namespace sonosweep::sweep
