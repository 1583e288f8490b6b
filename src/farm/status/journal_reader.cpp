#include "farm/status/journal_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

class ReadOnlyFile {
 public:
  // Not a terminal's or pipe's end that would keep us waiting.
  explicit ReadOnlyFile(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~ReadOnlyFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  ReadOnlyFile(const ReadOnlyFile&) = delete;
  ReadOnlyFile& operator=(const ReadOnlyFile&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

std::string journal_text(const std::filesystem::path& path) {
  const ReadOnlyFile file(path);
  if (file.get() < 0 && (errno == ENOENT || errno == ENOTDIR)) return {};
  struct stat facts {};
  if (file.get() < 0 || ::fstat(file.get(), &facts) != 0)
    throw_error<Error>("{}: cannot read ({})", path.string(), errno_text(errno));
  if (!S_ISREG(facts.st_mode)) throw_error<Error>("{}: is no file", path.string());
  std::string text(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t done = 0;
  while (done < text.size()) {  // what is appended meanwhile is for the next time
    const ssize_t n = ::read(file.get(), text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw_error<Error>("{}: cannot read ({})", path.string(), errno_text(errno));
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  text.resize(done);
  return text;
}

JournalContents read_journal(const std::filesystem::path& path) {
  JournalContents contents;
  const std::string text = journal_text(path);
  contents.damage = scan_journal(
      text, [&](std::string_view, JournalRecord& record) { contents.records.push_back(std::move(record)); });
  return contents;
}

}  // namespace sonosweep::farm
