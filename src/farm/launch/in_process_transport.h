// Ranks within one process and one thread: for tests, and for running without MPI.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "farm/launch/transport.h"

namespace sonosweep::farm {

class InProcessHub {
 public:
  explicit InProcessHub(int size);
  // The end that belongs to `rank`; lives as long as the hub.
  Transport& at(int rank) { return *ends_.at(static_cast<std::size_t>(rank)); }
  int size() const { return static_cast<int>(ends_.size()); }

 private:
  std::vector<std::deque<Envelope>> queues_;  // by receiver
  std::vector<std::unique_ptr<Transport>> ends_;
};

}  // namespace sonosweep::farm
