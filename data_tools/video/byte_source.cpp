#include "data_tools/video/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace sonosweep::data_tools {
namespace {

class FileBytes : public ByteSource {
 public:
  explicit FileBytes(const std::filesystem::path& path) : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat status {};
    if (file_ < 0 || ::fstat(file_, &status) != 0) {
      const int reason = errno;
      if (file_ >= 0) ::close(file_);
      throw_error<DataError>("{}: cannot read ({})", path.string(), errno_text(reason));
    }
    size_ = status.st_size;
  }
  ~FileBytes() override { ::close(file_); }
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;

  int read(std::uint8_t* to, int count) override {
    while (true) {
      const auto got = ::pread(file_, to, static_cast<std::size_t>(count), at_);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return -errno;
      at_ += got;
      return static_cast<int>(got);
    }
  }
  bool seek(std::int64_t at) override {
    if (at < 0) return false;
    at_ = at;
    return true;
  }
  std::int64_t position() const override { return at_; }
  std::int64_t size() const override { return size_; }

 private:
  int file_;
  std::int64_t at_ = 0, size_ = 0;
};

class MemoryBytes : public ByteSource {
 public:
  explicit MemoryBytes(std::string bytes) : bytes_(std::move(bytes)) {}

  int read(std::uint8_t* to, int count) override {
    const auto got = std::clamp<std::int64_t>(size() - at_, 0, count);
    std::memcpy(to, bytes_.data() + at_, static_cast<std::size_t>(got));
    at_ += got;
    return static_cast<int>(got);
  }
  bool seek(std::int64_t at) override {
    if (at < 0 || at > size()) return false;
    at_ = at;
    return true;
  }
  std::int64_t position() const override { return at_; }
  std::int64_t size() const override { return static_cast<std::int64_t>(bytes_.size()); }

 private:
  std::string bytes_;
  std::int64_t at_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> bytes_of_file(const std::filesystem::path& path) {
  return std::make_unique<FileBytes>(path);
}

std::unique_ptr<ByteSource> bytes_in_memory(std::string bytes) {
  return std::make_unique<MemoryBytes>(std::move(bytes));
}

}  // namespace sonosweep::data_tools
