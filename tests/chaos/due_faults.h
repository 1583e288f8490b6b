// The faults of a plan, as their time comes.
#pragma once

#include <vector>

#include "chaos/fault_plan.h"

namespace sonosweep::chaos {

class DueFaults {
 public:
  explicit DueFaults(const FaultPlan& plan) : waiting_(plan.faults), reached_at_(plan.faults.size(), -1) {}

  // Calls `inject` for each fault that is due, in their order. It stays due where that gives false (there is
  // nothing that it could hit just now).
  template <typename Inject>
  void look(int starts, double now, Inject&& inject) {
    for (std::size_t i = 0; i < waiting_.size();) {
      if (starts < waiting_[i].after_starts) break;
      if (reached_at_[i] < 0) reached_at_[i] = now;
      if (now < reached_at_[i] + waiting_[i].delay_s || !inject(waiting_[i])) {
        ++i;
        continue;
      }
      waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
      reached_at_.erase(reached_at_.begin() + static_cast<std::ptrdiff_t>(i));
      ++injected_;
    }
  }
  int injected() const { return injected_; }

 private:
  std::vector<Fault> waiting_;
  std::vector<double> reached_at_;
  int injected_ = 0;
};

}  // namespace sonosweep::chaos
