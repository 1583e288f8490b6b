#include "farm/status/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/error.h"
#include "core/log.h"
#include "core/utc_time.h"
#include "core/write_all.h"
#include "farm/status/journal_compaction.h"

namespace sonosweep::farm {
namespace {

// So that a new journal is still there after a crash of the machine.
void sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  (void)::fsync(fd);  // some file systems cannot
  ::close(fd);
}

}  // namespace

std::string utc_now() {
  return utc_text(unix_ms_now());
}

Journal::Journal(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path_, ignored)) {
    try {
      compact_journal(path_);
    } catch (const Error& error) {
      log_warning("the journal of earlier launches stays as it is: {}", error.what());
    }
  }
  open();
}

Journal::~Journal() {
  sync();
  if (fd_ >= 0) ::close(fd_);
}

bool Journal::open() {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd_ < 0) return trouble("open", errno);
  // A launcher killed while writing leaves half a line; ours begin on a line of their own.
  const off_t size = ::lseek(fd_, 0, SEEK_END);
  char last = '\n';
  torn_ = size > 0 && ::pread(fd_, &last, 1, size - 1) == 1 && last != '\n';
  if (size == 0) sync_folder(path_.parent_path());
  return true;
}

void Journal::append(const JournalEntry& entry) {
  pending_ += to_line({unix_ms_now(), entry});
}

bool Journal::sync() {
  if (pending_.empty() && !unsynced_) return true;
  if (fd_ < 0 && !open()) return false;
  if (!pending_.empty() && !write_pending()) return false;
  if (::fdatasync(fd_) != 0 && errno != EINVAL && errno != EROFS)  // EINVAL: nothing that can be synced
    return trouble("sync", errno);
  unsynced_ = false;
  if (std::exchange(troubled_, false))
    log_info("{}: can be written again, nothing is missing", path_.string());
  return true;
}

bool Journal::write_pending() {
  if (std::exchange(torn_, false)) pending_.insert(0, 1, '\n');
  const auto [done, reason] = write_all(fd_, pending_);
  unsynced_ |= done > 0;
  if (reason == 0) {
    pending_.clear();
    return true;
  }
  // Lines that are there whole are done with; one that is not is written anew, on a line of its own.
  const auto newline = done == 0 ? std::string::npos : pending_.rfind('\n', done - 1);
  const std::size_t whole = newline == std::string::npos ? 0 : newline + 1;
  torn_ = done > whole;
  pending_.erase(0, whole);
  return trouble("write", reason);
}

bool Journal::trouble(const std::string& what, int error_number) {
  if (!std::exchange(troubled_, true))
    log_warning("{}: cannot {} ({}); going on, what is missing is written as soon as that works again",
                path_.string(), what, errno_text(error_number));
  return false;
}

}  // namespace sonosweep::farm
