// A file system of its own that can be filled up: tmpfs, which needs root. Elsewhere a mere folder.
#pragma once

#include <filesystem>

namespace sonosweep::chaos {

class SmallDisk {
 public:
  // Mounts it on `folder`, which is made.
  explicit SmallDisk(std::filesystem::path folder, bool wanted);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_mounted() const { return mounted_; }
  // Nothing more fits.
  void fill();
  void make_space();

 private:
  std::filesystem::path folder_;
  bool mounted_ = false;
};

}  // namespace sonosweep::chaos
