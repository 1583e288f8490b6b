#include "data/h5_open_elsewhere.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace sonosweep::data {
namespace {

// Superblocks have the flags from version 2 on: bit 0 = open for writing, bit 2 = by one who lets others
// read.
bool is_marked(int fd) {
  constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";
  constexpr std::size_t kVersion = 8, kFlags = 11;
  char head[kFlags + 1];
  if (::pread(fd, head, sizeof head, 0) != static_cast<ssize_t>(sizeof head)) return false;
  return std::string_view(head, kSignature.size()) == kSignature && head[kVersion] >= 2 &&
         (head[kFlags] & 5) != 0;
}

}  // namespace

OpenElsewhere open_elsewhere(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return OpenElsewhere::kNo;
  // Readers share the lock.
  const bool is_held = ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  const auto found = is_held         ? OpenElsewhere::kNow
                     : is_marked(fd) ? OpenElsewhere::kMarked
                                     : OpenElsewhere::kNo;
  ::close(fd);
  return found;
}

}  // namespace sonosweep::data
