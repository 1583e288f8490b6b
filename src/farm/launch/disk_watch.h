// Where the disk is full, nothing new is started until there is space again.
#pragma once

#include <filesystem>
#include <functional>

namespace sonosweep::farm {

class DiskWatch {
 public:
  // `probe` says whether something can be written by now.
  explicit DiskWatch(std::function<bool()> probe) : probe_(std::move(probe)) {}

  // Somebody met a full disk.
  void full(double now);
  // True once there is space again. Looks after one second, then ever more rarely, once a minute at last:
  // a probe that fits does not mean that a checkpoint would.
  bool recovered(double now);
  bool is_full() const { return full_; }

 private:
  std::function<bool()> probe_;
  bool full_ = false;
  double wait_s_ = 1, next_look_ = 0, recovered_at_ = 0;
};

// Writes some 64 KB into a file of its own in `folder`, and removes it. False if that does not succeed.
bool can_write(const std::filesystem::path& folder);

}  // namespace sonosweep::farm
