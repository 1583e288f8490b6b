#include "core/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "core/build_info.h"

namespace sonosweep {
namespace {

// Somebody who only looks has the lock for an instant.
bool lock_patiently(int fd) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK) return false;
    ::usleep(1000);
  }
  return ::flock(fd, LOCK_EX | LOCK_NB) == 0;
}

// "" if nothing can be read.
std::string text_of(int fd) {
  char text[512];
  const ssize_t n = ::pread(fd, text, sizeof text, 0);
  return n > 0 ? std::string(text, static_cast<std::size_t>(n)) : std::string();
}

}  // namespace

FileLock::FileLock(std::filesystem::path path, const std::string& purpose) {
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd_ < 0) throw_error<Error>("{}: cannot write ({})", path.string(), errno_text(errno));
  if (!lock_patiently(fd_)) {
    const int reason = errno;
    const std::string holder = text_of(fd_);
    ::close(fd_);
    if (reason == EWOULDBLOCK)
      throw_error<LockHeld>("{}: held by {}; wait for it or stop it, then run again", path.parent_path().string(),
                            holder.empty() ? "another process" : holder);
    throw_error<Error>("{}: cannot lock ({})", path.string(), errno_text(reason));
  }
  const std::string text = fmt::format("{} on {}, process {}", purpose, host_name(), ::getpid());
  if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, text.data(), text.size(), 0) < 0) {
    const int reason = errno;
    ::close(fd_);
    throw_error<Error>("{}: cannot write ({})", path.string(), errno_text(reason));
  }
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

std::string lock_holder(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  std::string holder;
  if (::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    holder = text_of(fd);
    if (holder.empty()) holder = "another process";
  }
  ::close(fd);
  return holder;
}

}  // namespace sonosweep
