#include "sweep/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "core/error.h"
#include "core/log.h"

namespace sonosweep::sweep {

std::string utc_now() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  tm parts{};
  ::gmtime_r(&now.tv_sec, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, now.tv_nsec / 1'000'000);
}

Journal::Journal(std::filesystem::path path) : path_(std::move(path)) {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd_ < 0) {
    complain(errno);
    return;
  }
  // A launcher killed while writing leaves half a line; ours begin on a line of their own.
  const off_t size = ::lseek(fd_, 0, SEEK_END);
  char last = '\n';
  if (size > 0 && ::pread(fd_, &last, 1, size - 1) == 1 && last != '\n') pending_ = "\n";
}

Journal::~Journal() {
  sync();
  if (fd_ >= 0) ::close(fd_);
}

void Journal::append(const JournalEntry& entry) {
  std::string cause = entry.cause;
  for (char& c : cause)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  const auto or_dash = [](const std::string& text) { return text.empty() ? "-" : text; };
  pending_ += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", utc_now(), entry.event, or_dash(entry.run),
                          entry.attempt > 0 ? std::to_string(entry.attempt) : "-",
                          entry.worker >= 0 ? std::to_string(entry.worker) : "-", or_dash(cause));
}

void Journal::sync() {
  if (fd_ < 0 || pending_.empty()) return;
  const char* bytes = pending_.data();
  for (std::size_t left = pending_.size(); left > 0;) {
    const ssize_t written = ::write(fd_, bytes, left);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return complain(errno);
    bytes += written;
    left -= static_cast<std::size_t>(written);
  }
  pending_.clear();
  if (::fsync(fd_) != 0 && errno != EINVAL) complain(errno);  // EINVAL: not a file that can be synced
}

void Journal::complain(int error_number) {
  log_warning("{}: cannot write ({}); going on without a journal", path_.string(), errno_text(error_number));
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  pending_.clear();
}

}  // namespace sonosweep::sweep
