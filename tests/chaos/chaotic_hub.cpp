#include "chaos/chaotic_hub.h"

#include <algorithm>

#include "farm/launch/supervisor.h"

namespace sonosweep::chaos {
namespace {

constexpr double kLost = 0.05, kTwice = 0.05, kLate = 0.1, kLongestDelay_s = 0.03;

}  // namespace

class ChaoticHub::End : public farm::Transport {
 public:
  End(ChaoticHub& hub, int rank, int size) : hub_(hub), rank_(rank), size_(size) {}
  int rank() const override { return rank_; }
  int size() const override { return size_; }
  void send(int to, const std::string& text) override { hub_.send(rank_, to, text); }
  std::optional<farm::Envelope> receive() override { return hub_.receive(rank_); }

 private:
  ChaoticHub& hub_;
  int rank_, size_;
};

ChaoticHub::ChaoticHub(int size, std::uint64_t seed, bool chaos) : rng_(seed), chaos_(chaos) {
  for (int rank = 0; rank < size; ++rank) ends_.push_back(std::make_unique<End>(*this, rank, size));
}

void ChaoticHub::send(int from, int to, const std::string& text) {
  auto& queue = queues_[{to, from}];
  if (chaos_ && rng_.chance(kLost)) return;
  double at = farm::steady_seconds();
  if (chaos_ && rng_.chance(kLate)) at += rng_.uniform(0, kLongestDelay_s);
  if (!queue.empty()) at = std::max(at, queue.back().at);
  queue.push_back({at, {from, text}});
  if (chaos_ && rng_.chance(kTwice)) queue.push_back({at, {from, text}});
}

std::optional<farm::Envelope> ChaoticHub::receive(int rank) {
  const double now = farm::steady_seconds();
  for (int from = 0; from < static_cast<int>(ends_.size()); ++from) {
    auto& queue = queues_[{rank, from}];
    if (queue.empty() || queue.front().at > now) continue;
    auto envelope = std::move(queue.front().envelope);
    queue.pop_front();
    return envelope;
  }
  if (rank == 0) while_waiting();
  return std::nullopt;
}

}  // namespace sonosweep::chaos
