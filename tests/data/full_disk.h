// Disks that are full: a small one, a limit on file sizes, and a process of its own to write in.
#pragma once

#include <sys/mount.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace sonosweep::data {

// One megabyte of memory mounted on a folder, where that is allowed (root).
class SmallDisk {
 public:
  explicit SmallDisk(const std::filesystem::path& path) : path_(path) {
    mounted_ = ::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=1m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }

 private:
  std::filesystem::path path_;
  bool mounted_ = false;
};

// No file of this process may grow beyond it.
void limit_file_size(std::uintmax_t bytes);

constexpr int kNoException = 100, kWrongMessage = 101, kWrongException = 102, kLeftBehind = 103;

// Runs prepare() and write(), which writes `folder`/a.h5, in a process of its own that ends through exit(),
// where HDF5's own clean-up would run. Returns kNoException; the exit code of the Error that write() threw,
// if it names the file and `cause` and left the folder empty; another of the codes above; -1 if it crashed or
// hung.
int write_in_child(const std::filesystem::path& folder, const std::function<void()>& prepare,
                   const std::function<void()>& write, const std::string& cause);

}  // namespace sonosweep::data
