#include "core/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/error.h"
#include "core/link_target.h"
#include "core/read_file.h"
#include "core/write_all.h"

namespace sonosweep {
namespace {

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags, const char* doing) {
    fd_ = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
    if (fd_ < 0) throw_error<Error>("{}: cannot {} ({})", path.string(), doing, errno_text(errno));
  }
  ~Descriptor() { ::close(fd_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_ = -1;
};

[[noreturn]] void throw_write_error(const std::filesystem::path& path, int error_number) {
  throw_error<Error>("{}: cannot write ({}); {}, then run again", path.string(), errno_text(error_number),
                     write_cure(error_number));
}

void sync(const std::filesystem::path& path, int flags) {
  Descriptor file(path, flags, "open to sync");
  if (::fsync(file.get()) != 0 && errno != EINVAL && errno != EROFS) throw_write_error(path, errno);
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

}  // namespace

AtomicFile::AtomicFile(const std::filesystem::path& path) : path_(link_target(path)) {
  temporary_ = path_;
  temporary_ += ".part";
  Descriptor probe(temporary_, O_WRONLY | O_CREAT | O_TRUNC, "write");
}

AtomicFile::~AtomicFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!committed_) ::unlink(temporary_.c_str());
}

void AtomicFile::append(std::string_view bytes) {
  if (reason_ != 0) return;
  if (fd_ < 0) fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CLOEXEC);
  reason_ = fd_ < 0 ? errno : write_all(fd_, bytes).reason;
}

void AtomicFile::commit() {
  // Some file systems report a full disk only on closing.
  if (fd_ >= 0 && ::close(std::exchange(fd_, -1)) != 0 && reason_ == 0) reason_ = errno;
  if (reason_ != 0) throw_write_error(path_, reason_);
  sync(temporary_, O_RDONLY);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) throw_write_error(path_, errno);
  committed_ = true;
  sync(folder_of(path_), O_RDONLY | O_DIRECTORY);
}

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.append(bytes);
  file.commit();
}

std::string read_file(const std::filesystem::path& path) {
  std::string text;
  if (!read_file_if_there(path, text))
    throw_error<Error>("{}: cannot read ({})", path.string(), errno_text(errno));
  return text;
}

void create_folders(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error || !std::filesystem::is_directory(path))
    throw_error<Error>("{}: cannot create the folder ({})", path.string(),
                       error ? error.message() : "something that is not a folder stands there");
}

}  // namespace sonosweep
