#include "chaos/late_faults.h"

#include <csignal>
#include <limits>

#include "farm/launch/supervisor.h"

namespace sonosweep::chaos {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

}  // namespace

bool LateFaults::stop(pid_t process, double seconds) {
  if (::kill(process, SIGSTOP) != 0) return false;
  stopped_.emplace_back(farm::steady_seconds() + seconds, process);
  return true;
}

void LateFaults::fill(double seconds) {
  disk_.fill();
  full_until_ = farm::steady_seconds() + seconds;
}

void LateFaults::look() {
  const double now = farm::steady_seconds();
  if (full_until_ > 0 && now > full_until_) {
    disk_.make_space();
    full_until_ = 0;
  }
  for (auto process = stopped_.begin(); process != stopped_.end();) {
    if (now < process->first) {
      ++process;
      continue;
    }
    // Its number may be another's by now, but going on harms nobody.
    ::kill(process->second, SIGCONT);
    process = stopped_.erase(process);
  }
}

void LateFaults::end_all() {
  for (auto& [until, process] : stopped_) until = -kNever;
  if (full_until_ > 0) full_until_ = std::numeric_limits<double>::min();
  look();
}

}  // namespace sonosweep::chaos
