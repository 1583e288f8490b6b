// How long silence is taken for life: a supervisor holds its runs under a lease that every word of the
// coordinator renews.
#pragma once

namespace sonosweep::farm {

struct Lease {
  double seconds = 30;

  // How often each side says that it is there, and what was not answered is sent again.
  double beat_s() const { return seconds / 6; }
  // A supervisor that has heard nothing for so long lets its runs checkpoint and end, ..
  double runs_end_s() const { return seconds; }
  // .. and the coordinator gives them to others only later, when that has happened.
  double given_up_s() const { return 1.5 * seconds; }
  // A supervisor without a coordinator for so long ends.
  double orphaned_s() const { return 3 * seconds; }
};

}  // namespace sonosweep::farm
