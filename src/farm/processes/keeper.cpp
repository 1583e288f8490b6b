#include "farm/processes/keeper.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "core/error.h"
#include "farm/processes/keeper_process.h"
#include "farm/processes/process_tree.h"

namespace sonosweep::farm {
namespace {

using std::chrono::steady_clock;

// The keeper itself gives up before.
constexpr std::chrono::seconds kGoodbyeLimit{70};
// Killed processes are gone within milliseconds, unless they hang in the kernel.
constexpr std::chrono::seconds kAdoptedLimit{2};

// All keepers of this process: children of it that another keeper's death does not concern.
class KeeperPids {
 public:
  void add(pid_t pid) {
    const std::lock_guard lock(mutex_);
    pids_.insert(pid);
  }
  void remove(pid_t pid) {
    const std::lock_guard lock(mutex_);
    pids_.erase(pid);
  }
  bool has(pid_t pid) {
    const std::lock_guard lock(mutex_);
    return pids_.count(pid) != 0;
  }

 private:
  std::mutex mutex_;
  std::set<pid_t> pids_;
};

KeeperPids& keeper_pids() {
  static KeeperPids pids;
  return pids;
}

void wait_for(pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

Keeper::Keeper() : owner_(::getpid()) {
  int ends[2];
  if (::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0 ||
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw_error<Error>("the keeper of runs cannot be started ({})", errno_text(errno));
  socket_ = FramedSocket(Descriptor(ends[0]));
  const Descriptor other_end(ends[1]);
  events_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
  own_events_ = Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  epoll_event socket_event{}, own_event{};
  socket_event.events = own_event.events = EPOLLIN;
  if (::epoll_ctl(events_.get(), EPOLL_CTL_ADD, socket_.descriptor(), &socket_event) != 0 ||
      ::epoll_ctl(events_.get(), EPOLL_CTL_ADD, own_events_.get(), &own_event) != 0)
    throw_error<Error>("the keeper of runs cannot be started ({})", errno_text(errno));

  // A signal before the keeper is ready for it would end it.
  sigset_t all, before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_ = ::fork();
  const int reason = errno;
  if (pid_ == 0) be_keeper(other_end.get(), owner_);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (pid_ < 0) throw_error<Error>("the keeper of runs cannot be started ({})", errno_text(reason));
  keeper_pids().add(pid_);
}

Keeper::~Keeper() {
  if (::getpid() != owner_ || !alive()) return;  // a forked copy of us keeps nothing
  ::shutdown(socket_.descriptor(), SHUT_WR);
  ::kill(pid_, SIGCONT);
  const auto limit = steady_clock::now() + kGoodbyeLimit;
  while (!socket_.closed() && steady_clock::now() < limit) {
    pollfd look{socket_.descriptor(), POLLIN, 0};
    ::poll(&look, 1, 1000);
    socket_.read();
  }
  bury_keeper();
}

RunSerial Keeper::start(const ChildCommand& command) {
  const RunSerial serial = last_serial_ + 1;
  const std::string text = to_text(KeeperRequest(KeepRun{serial, command}));
  if (serial == 1) foreign_children_ = own_children();
  last_serial_ = serial;
  if (alive()) {
    running_[serial] = Clock::now();
    send(text);
  } else {
    end_without_keeper(serial, 0);
  }
  return serial;
}

void Keeper::ask_to_stop(RunSerial serial) {
  if (running_.count(serial) != 0) send(to_text(KeeperRequest(StopKept{serial})));
}

void Keeper::kill(RunSerial serial) {
  if (running_.count(serial) != 0) send(to_text(KeeperRequest(KillKept{serial})));
}

void Keeper::send(const std::string& text) {
  socket_.send(text);
  watch_socket();
}

void Keeper::watch_socket() {
  epoll_event event{};
  event.events = socket_.wants_to_write() ? EPOLLIN | EPOLLOUT : EPOLLIN;
  ::epoll_ctl(events_.get(), EPOLL_CTL_MOD, socket_.descriptor(), &event);
}

KeeperNews Keeper::poll() {
  eventfd_t count = 0;
  ::eventfd_read(own_events_.get(), &count);
  if (alive()) {
    socket_.flush();
    watch_socket();
    socket_.read();
    while (const auto text = socket_.receive()) take(parse_keeper_report(*text));
    if (socket_.closed()) {
      bury_keeper();
      const auto now = Clock::now();
      for (const auto& [serial, since] : std::exchange(running_, {}))
        end_without_keeper(serial, std::chrono::duration<double>(now - since).count());
    }
  } else if (adopted_left_) {
    adopted_left_ = !end_adopted();
  }
  return std::exchange(news_, {});
}

void Keeper::take(const KeeperReport& report) {
  if (const auto* start = std::get_if<KeptStart>(&report)) {
    news_.starts.push_back(*start);
  } else {
    news_.ends.push_back(std::get<KeptEnd>(report));
    running_.erase(news_.ends.back().serial);
  }
}

void Keeper::end_without_keeper(RunSerial serial, double wall_s) {
  KeptEnd end;
  end.serial = serial;
  end.signal_number = SIGKILL;
  end.keeper_died = true;
  end.wall_s = wall_s;
  take(end);
  ::eventfd_write(own_events_.get(), 1);
}

void Keeper::bury_keeper() {
  // Its children are ours only once it is a zombie, a moment after its end of the socket is closed.
  ::kill(pid_, SIGKILL);
  wait_for(pid_);
  keeper_pids().remove(std::exchange(pid_, -1));
  ::epoll_ctl(events_.get(), EPOLL_CTL_DEL, socket_.descriptor(), nullptr);
  socket_.close();
  const auto limit = steady_clock::now() + kAdoptedLimit;
  while (!end_adopted()) {
    adopted_left_ = steady_clock::now() > limit;
    if (adopted_left_) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

// Runs lead sessions of their own, so nothing that comes from one is in ours.
std::vector<pid_t> Keeper::adopted() const {
  std::vector<pid_t> result;
  const pid_t session = ::getsid(0);
  for (const pid_t child : own_children()) {
    const bool foreign =
        std::find(foreign_children_.begin(), foreign_children_.end(), child) != foreign_children_.end();
    const pid_t its_session = ::getsid(child);
    if (!foreign && !keeper_pids().has(child) && its_session != session && its_session > 0)
      result.push_back(child);
  }
  return result;
}

// One look. True if nothing is left.
bool Keeper::end_adopted() {
  for (const pid_t pid : adopted()) ::waitpid(pid, nullptr, WNOHANG);
  const auto left = adopted();
  kill_trees(left);
  return left.empty();
}

}  // namespace sonosweep::farm
