#include "chaos/small_disk.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <string>
#include <utility>

namespace sonosweep::chaos {
namespace {

// What 119 runs take in pages of 4 KB is between one and two.
constexpr const char* kSize = "size=8m";
constexpr const char* kBallast = ".ballast";

}  // namespace

SmallDisk::SmallDisk(std::filesystem::path folder, bool wanted) : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
  mounted_ = wanted && ::mount("chaos", folder_.c_str(), "tmpfs", 0, kSize) == 0;
}

SmallDisk::~SmallDisk() {
  if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
}

void SmallDisk::fill() {
  if (!mounted_) return;
  const int fd = ::open((folder_ / kBallast).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string page(4096, 'x');
  while (fd >= 0 && ::write(fd, page.data(), page.size()) > 0) {
  }
  ::close(fd);
}

void SmallDisk::make_space() {
  if (mounted_) ::unlink((folder_ / kBallast).c_str());
}

}  // namespace sonosweep::chaos
