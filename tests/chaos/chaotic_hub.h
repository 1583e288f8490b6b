// Ranks within one process whose messages get lost, come twice or late. Those between two ranks that do
// arrive keep their order, as Transport promises.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/rng.h"
#include "farm/launch/transport.h"

namespace sonosweep::chaos {

class ChaoticHub {
 public:
  // `chaos` false: nothing happens to any message.
  ChaoticHub(int size, std::uint64_t seed, bool chaos);
  farm::Transport& at(int rank) { return *ends_.at(static_cast<std::size_t>(rank)); }
  // Called when a rank looks for a message and there is none; for rank 0, which waits for the others at
  // first.
  std::function<void()> while_waiting = [] {};

 private:
  class End;
  struct Late {
    double at = 0;
    farm::Envelope envelope;
  };
  void send(int from, int to, const std::string& text);
  std::optional<farm::Envelope> receive(int rank);

  Rng rng_;
  bool chaos_;
  std::map<std::pair<int, int>, std::deque<Late>> queues_;  // by receiver and sender
  std::vector<std::unique_ptr<farm::Transport>> ends_;
};

}  // namespace sonosweep::chaos
