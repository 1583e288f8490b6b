#include "core/write_all.h"

#include <unistd.h>

#include <cerrno>

namespace sonosweep {

Written write_all(int descriptor, std::string_view bytes) {
  Written written;
  while (written.bytes < bytes.size()) {
    const ssize_t taken = ::write(descriptor, bytes.data() + written.bytes, bytes.size() - written.bytes);
    if (taken > 0) {
      written.bytes += static_cast<std::size_t>(taken);
    } else if (taken == 0) {
      written.reason = ENOSPC;
      break;
    } else if (errno != EINTR) {
      written.reason = errno;
      break;
    }
  }
  return written;
}

const char* write_cure(int reason) {
  return reason == EFBIG ? "raise the limit on the size of files (ulimit -f)"
                         : "free space or choose another folder";
}

}  // namespace sonosweep
