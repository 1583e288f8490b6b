#include "farm/launch/disk_watch.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <string>

namespace sonosweep::farm {
namespace {

constexpr double kFirstWait_s = 1, kLongestWait_s = 60;
constexpr std::size_t kProbeBytes = 64 * 1024;

}  // namespace

void DiskWatch::full(double now) {
  if (full_) return;
  full_ = true;
  // Full again soon after there seemed to be space: there was not enough.
  wait_s_ = now - recovered_at_ < 2 * wait_s_ + 60 && recovered_at_ > 0
                ? std::min(2 * wait_s_, kLongestWait_s)
                : kFirstWait_s;
  next_look_ = now + wait_s_;
}

bool DiskWatch::recovered(double now) {
  if (!full_ || now < next_look_) return false;
  if (!probe_()) {
    wait_s_ = std::min(2 * wait_s_, kLongestWait_s);
    next_look_ = now + wait_s_;
    return false;
  }
  full_ = false;
  recovered_at_ = now;
  return true;
}

bool can_write(const std::filesystem::path& folder) {
  const auto path = folder / (".space." + std::to_string(::getpid()));
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) return false;
  const std::string bytes(kProbeBytes, '\0');
  const bool written =
      ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && ::fsync(fd) == 0;
  const bool closed = ::close(fd) == 0;
  ::unlink(path.c_str());
  return written && closed;
}

}  // namespace sonosweep::farm
