#include "farm/schedule/ready_queue.h"

namespace sonosweep::farm {

void ReadyQueue::insert(std::size_t run, std::size_t shape, double key) {
  erase(run);
  if (shape >= queues_.size()) queues_.resize(shape + 1);
  queues_[shape].insert({key, run});
  places_[run] = {true, shape, key};
  ++size_;
}

void ReadyQueue::erase(std::size_t run) {
  Position& position = places_[run];
  if (!position.in) return;
  queues_[position.shape].erase({position.key, run});
  position.in = false;
  --size_;
}

std::optional<std::size_t> ReadyQueue::first(const std::vector<bool>& shut) const {
  const std::pair<double, std::size_t>* best = nullptr;
  for (std::size_t shape = 0; shape < queues_.size(); ++shape) {
    if (queues_[shape].empty() || (shape < shut.size() && shut[shape])) continue;
    const auto& head = *queues_[shape].begin();
    if (best == nullptr || head < *best) best = &head;
  }
  if (best == nullptr) return std::nullopt;
  return best->second;
}

std::vector<std::size_t> ReadyQueue::runs() const {
  std::vector<std::size_t> all;
  for (const auto& queue : queues_)
    for (const auto& entry : queue) all.push_back(entry.second);
  return all;
}

}  // namespace sonosweep::farm
