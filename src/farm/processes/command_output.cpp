#include "farm/processes/command_output.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <thread>

#include "farm/processes/descriptor.h"

extern char** environ;

namespace sonosweep::farm {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

pid_t start(const std::vector<std::string>& arguments, int out) {
  std::vector<char*> pointers;
  for (const auto& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  pid_t pid = -1;
  const int failure = ::posix_spawnp(&pid, pointers[0], &actions, nullptr, pointers.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return failure == 0 ? pid : -1;
}

// All until the other end is closed; nothing if that takes too long.
std::optional<std::string> read_until(int fd, steady_clock::time_point limit) {
  std::string text;
  for (;;) {
    const auto left = std::chrono::duration_cast<milliseconds>(limit - steady_clock::now()).count();
    pollfd look{fd, POLLIN, 0};
    const int ready = left > 0 ? ::poll(&look, 1, static_cast<int>(left)) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return std::nullopt;
    char part[4096];
    const ssize_t got = ::read(fd, part, sizeof part);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(part, static_cast<std::size_t>(got));
  }
}

// True if it ended with exit code 0. What hangs in the kernel is left to itself.
bool ended_well(pid_t pid, steady_clock::time_point limit) {
  int status = 0;
  pid_t ended = 0;
  for (milliseconds nap{1}; (ended = ::waitpid(pid, &status, WNOHANG)) == 0;
       nap = std::min(2 * nap, 50 * milliseconds(1))) {
    if (steady_clock::now() > limit) return false;
    std::this_thread::sleep_for(nap);
  }
  return ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::optional<std::string> command_output(const std::vector<std::string>& arguments, milliseconds limit) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  const Descriptor out(ends[0]);
  Descriptor in(ends[1]);
  const pid_t pid = start(arguments, in.get());
  in.close();
  if (pid < 0) return std::nullopt;
  const auto until = steady_clock::now() + limit;
  const auto text = read_until(out.get(), until);
  if (text && ended_well(pid, until)) return text;
  ::kill(pid, SIGKILL);
  ended_well(pid, steady_clock::now() + milliseconds(1000));
  return std::nullopt;
}

}  // namespace sonosweep::farm
