#include "core/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/build_info.h"
#include "core/utc_time.h"

namespace sonosweep {
namespace {

// 0, or an errno value. Somebody who only looks has the lock for an instant.
int lock_patiently(int fd) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return 0;
    if (errno != EWOULDBLOCK) return errno;
    ::usleep(1000);
  }
  return ::flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
}

// "" if nothing can be read.
std::string text_of(int fd) {
  char text[512];
  const ssize_t n = ::pread(fd, text, sizeof text, 0);
  return n > 0 ? std::string(text, static_cast<std::size_t>(n)) : std::string();
}

// Whoever held the lock before may have removed the file, or put another one in its place.
bool is_still_there(int fd, const std::filesystem::path& path) {
  struct stat open_file {
  }, named{};
  return ::fstat(fd, &open_file) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;
}

[[noreturn]] void throw_not_locked(const std::filesystem::path& path, const std::filesystem::path& locked,
                                   int reason, const std::string& holder) {
  if (reason == EWOULDBLOCK)
    throw_error<LockHeld>("{}: held by {}; wait for it or stop it, then run again", locked.string(),
                          holder.empty() ? "another process" : holder);
  if (reason == ENOLCK || reason == ENOSYS || reason == EOPNOTSUPP)
    throw_error<NoLocks>("{}: cannot lock ({})", path.string(), errno_text(reason));
  throw_error<Error>("{}: cannot lock ({})", path.string(), errno_text(reason));
}

// An open file with the lock.
int open_locked(const std::filesystem::path& path, const std::filesystem::path& locked) {
  for (int attempt = 0;; ++attempt) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) throw_error<Error>("{}: cannot write ({})", path.string(), errno_text(errno));
    const int reason = lock_patiently(fd);
    if (reason == 0 && is_still_there(fd, path)) return fd;
    const std::string holder = text_of(fd);
    ::close(fd);
    if (reason != 0) throw_not_locked(path, locked, reason, holder);
    if (attempt == 1000) throw_error<Error>("{}: cannot lock (it is removed again and again)", path.string());
  }
}

constexpr const char* kMark = ", process ";  // what every lock's text has

}  // namespace

FileLock::FileLock(std::filesystem::path path, const std::string& purpose, LockFile afterwards,
                   const std::filesystem::path& locked)
    : path_(std::move(path)),
      afterwards_(afterwards),
      fd_(open_locked(path_, locked.empty() ? path_.parent_path() : locked)) {
  if (const auto there = text_of(fd_); !there.empty() && there.find(kMark) == std::string::npos) {
    ::close(fd_);
    throw_error<Error>("{}: is no lock file of sonosweep, and stands where one is needed; move it away",
                       path_.string());
  }
  const std::string text =
      fmt::format("{} on {}{}{}, since {}", purpose, host_name(), kMark, ::getpid(), utc_text(unix_ms_now()));
  if (::ftruncate(fd_, 0) != 0 || ::pwrite(fd_, text.data(), text.size(), 0) < 0) {
    const int reason = errno;
    if (afterwards_ == LockFile::kIsRemoved) ::unlink(path_.c_str());
    ::close(fd_);
    throw_error<Error>("{}: cannot write ({})", path_.string(), errno_text(reason));
  }
}

FileLock::~FileLock() {
  if (afterwards_ == LockFile::kIsRemoved) ::unlink(path_.c_str());
  ::close(fd_);
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
