#include "farm/join/mail_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/utc_time.h"
#include "core/write_all.h"
#include "farm/status/journal_record.h"

namespace sonosweep::farm {
namespace {

constexpr std::size_t kMostPending = 1'000'000;

// ESTALE: removed on the server while this machine still knew it.
bool is_gone(int reason) {
  return reason == ENOENT || reason == ENOTDIR || reason == ESTALE;
}

}  // namespace

void MailWriter::post(const std::string& text) {
  pending_ += to_line({unix_ms_now(), {"mail", "", 0, -1, text}});
  flush();
}

void MailWriter::flush() {
  if (pending_.empty()) return;
  // Closing is when a network file system tells of a full disk: then all is written once more.
  if (append(torn_ ? "\n" + pending_ : pending_)) {
    pending_.clear();
    torn_ = false;
    return;
  }
  torn_ = true;
  if (is_gone(errno) || pending_.size() > kMostPending) pending_.clear();
}

bool MailWriter::append(const std::string& bytes) const {
  const int fd = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (fd < 0) return false;
  int reason = write_all(fd, bytes).reason;
  if (::close(fd) != 0 && reason == 0) reason = errno;
  errno = reason;
  return reason == 0;
}

std::vector<std::string> MailReader::read() {
  std::vector<std::string> texts;
  const int fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (is_gone(errno)) ++misses_;
    return texts;
  }
  misses_ = 0;
  struct stat facts {};
  std::string bytes;
  if (::fstat(fd, &facts) == 0 && static_cast<std::size_t>(facts.st_size) > behind_)
    bytes.resize(static_cast<std::size_t>(facts.st_size) - behind_);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n =
        ::pread(fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(behind_ + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  ::close(fd);
  bytes.resize(done);
  const auto damage = scan_journal(bytes, [&](std::string_view, JournalRecord& record) {
    texts.push_back(std::move(record.entry.cause));
  });
  behind_ += bytes.size() - damage.unfinished_bytes;
  return texts;
}

}  // namespace sonosweep::farm
