#include "farm/launch/in_process_transport.h"

#include <utility>

namespace sonosweep::farm {
namespace {

class InProcessTransport : public Transport {
 public:
  InProcessTransport(int rank, std::vector<std::deque<Envelope>>& queues) : rank_(rank), queues_(queues) {}

  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(queues_.size()); }
  void send(int to, const std::string& text) override {
    queues_.at(static_cast<std::size_t>(to)).push_back({rank_, text});
  }
  std::optional<Envelope> receive() override {
    auto& queue = queues_[static_cast<std::size_t>(rank_)];
    if (queue.empty()) return std::nullopt;
    Envelope first = std::move(queue.front());
    queue.pop_front();
    return first;
  }

 private:
  int rank_;
  std::vector<std::deque<Envelope>>& queues_;
};

}  // namespace

InProcessHub::InProcessHub(int size) : queues_(static_cast<std::size_t>(size)) {
  for (int rank = 0; rank < size; ++rank)
    ends_.push_back(std::make_unique<InProcessTransport>(rank, queues_));
}

}  // namespace sonosweep::farm
