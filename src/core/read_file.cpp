#include "core/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "core/error.h"

namespace sonosweep {
namespace {

struct Close {
  void operator()(const int* fd) const { ::close(*fd); }
};

}  // namespace

bool read_file_if_there(const std::filesystem::path& path, std::string& text) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) return false;
  if (fd < 0) throw_error<Error>("{}: cannot read ({})", path.string(), errno_text(errno));
  const std::unique_ptr<const int, Close> closed_at_the_end(&fd);
  struct stat info {};
  if (::fstat(fd, &info) == 0 && S_ISDIR(info.st_mode))
    throw_error<Error>("{}: is a folder, expected a file", path.string());
  // Where the size is not told beforehand (files of /proc say 0) until there is no more.
  const auto told = S_ISREG(info.st_mode) ? static_cast<std::size_t>(info.st_size) : 0;
  constexpr std::size_t kLeast = 4096;
  text.resize(std::max(kLeast, told));
  for (std::size_t size = 0;;) {
    const ssize_t n = ::read(fd, text.data() + size, text.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw_error<Error>("{}: cannot read ({})", path.string(), errno_text(errno));
    size += static_cast<std::size_t>(n);
    if (n == 0 || (told > 0 && size >= told)) {
      text.resize(size);
      return true;
    }
    if (size == text.size()) text.resize(2 * size);
  }
}

}  // namespace sonosweep
