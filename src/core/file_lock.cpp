#include "core/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "core/build_info.h"

namespace sonosweep {

FileLock::FileLock(std::filesystem::path path, const std::string& purpose) {
  fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd_ < 0) throw_error<Error>("{}: cannot write ({})", path.string(), errno_text(errno));
  if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    char holder[512];
    const ssize_t n = ::pread(fd_, holder, sizeof holder, 0);
    ::close(fd_);
    if (reason == EWOULDBLOCK)
      throw_error<LockHeld>("{}: held by {}; wait for it or stop it, then run again", path.parent_path().string(),
                            n > 0 ? std::string(holder, static_cast<std::size_t>(n)) : "another process");
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

}  // namespace sonosweep
