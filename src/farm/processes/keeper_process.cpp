#include "farm/processes/keeper_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <exception>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/log.h"
#include "core/text.h"
#include "farm/processes/process_tree.h"

namespace sonosweep::farm {
namespace {

using std::chrono::milliseconds;

constexpr int kSocket = STDERR_FILENO + 1;
constexpr int kRankDied = SIGUSR2;
// Orphans that hang in the kernel do not hold up the report for longer; a dying process takes milliseconds.
constexpr std::chrono::seconds kOrphanLimit{2};
constexpr double kLastLimitS = 60;
// A process in the middle of exec has no environment to read.
constexpr milliseconds kLookAgain{20};
constexpr int kLooks = 5;
// Whatever became of a signal, an end is seen by then.
constexpr milliseconds kLookAnyhow{1000};

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

// Standard error stays, for last words; what else the rank has open would stay open with it.
void close_all_but(int socket) {
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(null, STDIN_FILENO);
  ::dup2(null, STDOUT_FILENO);
  if (socket != kSocket) ::dup2(socket, kSocket);
  ::fcntl(kSocket, F_SETFD, FD_CLOEXEC);
  if (::close_range(kSocket + 1, ~0U, 0) != 0)
    for (int fd = kSocket + 1; fd < 4096; ++fd) ::close(fd);
}

void add_usage(const rusage& usage, KeptEnd& end) {
  end.cpu_s += seconds(usage.ru_utime) + seconds(usage.ru_stime);
  end.peak_rss_bytes =
      std::max(end.peak_rss_bytes, static_cast<std::uint64_t>(std::max(0L, usage.ru_maxrss)) * 1024);
}

}  // namespace

KeeperProcess::KeeperProcess(Descriptor socket, pid_t rank) : socket_(std::move(socket)), rank_(rank) {
  sigset_t wanted;
  ::sigemptyset(&wanted);
  ::sigaddset(&wanted, SIGCHLD);
  ::sigaddset(&wanted, kRankDied);
  signals_ = Descriptor(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_.is_open()) throw_error<Error>("the keeper cannot watch signals ({})", errno_text(errno));
}

void KeeperProcess::serve() {
  while (!rank_is_gone()) {
    wait();
    socket_.read();
    if (rank_is_gone()) return;
    while (const auto text = socket_.receive())
      std::visit([this](const auto& request) { on(request); }, parse_keeper_request(*text));
    for (auto& [serial, run] : runs_) watch_start(serial, run);
    reap();
    look_after_orphans();
  }
}

void KeeperProcess::wait() {
  std::vector<pollfd> looks{{socket_.descriptor(), POLLIN, 0}, {signals_.get(), POLLIN, 0}};
  if (socket_.wants_to_write()) looks[0].events |= POLLOUT;
  bool soon = looks_left_ > 0;
  for (const auto& [serial, run] : runs_) {
    if (run.spawned) looks.push_back({run.spawned->descriptor(), POLLIN, 0});
    soon = soon || run.ended;
  }
  const int idle_ms = runs_.empty() ? -1 : static_cast<int>(kLookAnyhow.count());
  ::poll(looks.data(), looks.size(), soon ? static_cast<int>(kLookAgain.count()) : idle_ms);
  if ((looks[0].revents & POLLOUT) != 0) socket_.flush();
  signalfd_siginfo info[8];
  while (::read(signals_.get(), info, sizeof info) > 0) looks_left_ = kLooks;
}

bool KeeperProcess::rank_is_gone() {
  // The socket tells, unless a process forked from the rank holds its other end.
  return socket_.closed() || ::getppid() != rank_;
}

void KeeperProcess::on(const KeepRun& request) {
  Run& run = runs_[request.serial];
  run.end.serial = request.serial;
  run.started = Clock::now();
  run.oom_kills = oom_.read();
  ChildCommand command = request.command;
  command.environment.push_back(fmt::format("SONOSWEEP_RUN={}.{}", ::getpid(), request.serial));
  try {
    run.spawned.emplace(command);
    run.pid = run.spawned->pid();
  } catch (const std::exception& error) {
    run.end.start_error = error.what();
    run.end.exit_code = kExitFailed;
    run.ended = true;
    run.ended_at = run.started;
  }
}

void KeeperProcess::on(const StopKept& request) {
  const auto run = runs_.find(request.serial);
  if (run != runs_.end() && !run->second.ended) ::kill(run->second.pid, SIGTERM);
}

void KeeperProcess::on(const KillKept& request) {
  const auto run = runs_.find(request.serial);
  if (run == runs_.end()) return;
  run->second.killed = true;  // its orphans are looked after next
  if (!run->second.ended) kill_trees({run->second.pid});
}

void KeeperProcess::watch_start(RunSerial serial, Run& run) {
  if (!run.spawned || run.spawned->pending()) return;
  run.end.start_error = run.spawned->error();
  run.end.log_start = run.spawned->log_start();
  if (run.end.start_error.empty())
    socket_.send(to_text(KeeperReport(KeptStart{serial, run.pid, run.end.log_start})));
  run.spawned.reset();
}

void KeeperProcess::reap() {
  for (;;) {
    siginfo_t info{};
    // First without reaping: as long as it is not reaped, its process group cannot be another's.
    if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return;
    const auto run = std::find_if(runs_.begin(), runs_.end(), [&](const auto& entry) {
      return !entry.second.ended && entry.second.pid == info.si_pid;
    });
    if (run == runs_.end()) {
      reap_orphan(info.si_pid);
    } else {
      reap_run(run->first, run->second);
    }
  }
}

void KeeperProcess::reap_run(RunSerial serial, Run& run) {
  if (run.spawned) {
    run.spawned->wait();  // it has ended, so this does not wait
    watch_start(serial, run);
  }
  ::kill(-run.pid, SIGKILL);
  int status = 0;
  rusage usage{};
  if (::wait4(run.pid, &status, 0, &usage) != run.pid) return;
  add_usage(usage, run.end);
  run.ended = true;
  run.ended_at = Clock::now();
  if (WIFSIGNALED(status)) {
    run.end.signal_number = WTERMSIG(status);
  } else {
    run.end.exit_code = WEXITSTATUS(status);
  }
}

void KeeperProcess::reap_orphan(pid_t pid) {
  rusage usage{};
  if (::wait4(pid, nullptr, 0, &usage) != pid) return;
  const auto owner = owners_.find(pid);
  if (owner == owners_.end()) return;
  if (const auto run = runs_.find(owner->second); run != runs_.end()) add_usage(usage, run->second.end);
  owners_.erase(owner);
}

std::optional<RunSerial> KeeperProcess::owner_of(pid_t orphan) {
  if (const auto known = owners_.find(orphan); known != owners_.end()) return known->second;
  if (const auto token = environment_of(orphan, "SONOSWEEP_RUN=")) {
    const std::string ours = std::to_string(::getpid()) + ".";
    if (token->compare(0, ours.size(), ours) == 0)
      if (const auto serial = parse_integer(token->substr(ours.size())))
        return owners_[orphan] = static_cast<RunSerial>(*serial);
  }
  const pid_t session = ::getsid(orphan);
  for (const auto& [serial, run] : runs_)
    if (run.pid > 0 && session == run.pid) return owners_[orphan] = serial;
  return std::nullopt;
}

void KeeperProcess::look_after_orphans() {
  std::vector<pid_t> unknown, doomed;
  std::map<RunSerial, int> orphans_of;
  for (const pid_t child : own_children()) {
    const bool is_run = std::any_of(runs_.begin(), runs_.end(), [&](const auto& entry) {
      return !entry.second.ended && entry.second.pid == child;
    });
    if (is_run) continue;
    const auto owner = owner_of(child);
    if (!owner) {
      unknown.push_back(child);
      continue;
    }
    const auto run = runs_.find(*owner);
    if (run != runs_.end()) ++orphans_of[*owner];
    if (run == runs_.end() || run->second.ended || run->second.killed) doomed.push_back(child);
  }
  const bool idle = std::all_of(runs_.begin(), runs_.end(), [](const auto& run) { return run.second.ended; });
  if (idle) doomed.insert(doomed.end(), unknown.begin(), unknown.end());
  looks_left_ = unknown.empty() ? 0 : std::max(0, looks_left_ - 1);
  kill_trees(doomed);
  report_ends(orphans_of);
}

void KeeperProcess::report_ends(const std::map<RunSerial, int>& orphans_of) {
  for (auto entry = runs_.begin(); entry != runs_.end();) {
    auto& [serial, run] = *entry;
    const bool over =
        run.ended && (orphans_of.count(serial) == 0 || Clock::now() - run.ended_at > kOrphanLimit);
    if (!over) {
      ++entry;
      continue;
    }
    run.end.wall_s = std::chrono::duration<double>(run.ended_at - run.started).count();
    run.end.oom_kill = oom_.read() > run.oom_kills;
    socket_.send(to_text(KeeperReport(run.end)));
    entry = runs_.erase(entry);
  }
}

void be_keeper(int socket, pid_t rank) {
  // Whoever ends the rank's process group or session does not mean us: we have its runs to end first.
  ::setsid();
  ::prctl(PR_SET_NAME, "sonosweep-keep");
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  ::signal(SIGCHLD, SIG_DFL);  // ignored, its children would vanish unseen
  ::signal(kRankDied, SIG_DFL);
  ::prctl(PR_SET_PDEATHSIG, kRankDied);
  close_all_but(socket);
  try {
    KeeperProcess(Descriptor(kSocket), rank).serve();
  } catch (const std::exception& error) {
    log_error("the keeper of runs ends: {}", error.what());
  }
  kill_descendants(kLastLimitS);
  ::_exit(kExitDone);
}

}  // namespace sonosweep::farm
