// What of the faults has an end of its own: stopped processes go on, a full disk gets space again.
#pragma once

#include <sys/types.h>

#include <utility>
#include <vector>

#include "chaos/small_disk.h"

namespace sonosweep::chaos {

class LateFaults {
 public:
  // `disk` outlives this.
  explicit LateFaults(SmallDisk& disk) : disk_(disk) {}
  ~LateFaults() { end_all(); }
  LateFaults(const LateFaults&) = delete;
  LateFaults& operator=(const LateFaults&) = delete;

  // SIGSTOP now, SIGCONT after so many seconds. False if there is no such process.
  bool stop(pid_t process, double seconds);
  // Nothing fits on the disk for so many seconds.
  void fill(double seconds);
  // Ends what is over by now.
  void look();
  void end_all();

 private:
  SmallDisk& disk_;
  std::vector<std::pair<double, pid_t>> stopped_;  // until
  double full_until_ = 0;
};

}  // namespace sonosweep::chaos
