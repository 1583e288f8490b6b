#include "farm/launch/worker_roll.h"

#include <algorithm>

namespace sonosweep::farm {

bool WorkerRoll::take_in(int rank, const Hello& hello, int slots, double now) {
  const auto found = entries_.find(rank);
  if (found != entries_.end() && hello.incarnation <= found->second.worker.hello.incarnation) return false;
  Entry entry;
  entry.worker = {hello, slots, gpus_for(hello), true};
  entry.heard = now;
  entries_[rank] = std::move(entry);
  return true;
}

// Launches deal the GPUs of a node each for themselves; where two see the same one, it is the first one's.
std::vector<Gpu> WorkerRoll::gpus_for(const Hello& hello) const {
  auto gpus = gpus_of_rank(hello.gpus, hello.local_rank, hello.local_size);
  for (const auto& [rank, entry] : entries_) {
    const Worker& other = entry.worker;
    if (!other.present || other.hello.host != hello.host || other.hello.launch == hello.launch) continue;
    for (const auto& taken : other.gpus)
      gpus.erase(
          std::remove_if(gpus.begin(), gpus.end(), [&](const Gpu& gpu) { return gpu.uuid == taken.uuid; }),
          gpus.end());
  }
  return gpus;
}

bool WorkerRoll::hear(int rank, int incarnation, double now) {
  const auto found = entries_.find(rank);
  if (found == entries_.end()) return false;
  Entry& entry = found->second;
  if (!entry.worker.present || entry.worker.hello.incarnation != incarnation) return false;
  entry.heard = now;
  return true;
}

std::vector<int> WorkerRoll::give_up_silent(double now) {
  std::vector<int> silent;
  for (auto& [rank, entry] : entries_) {
    if (!entry.worker.present || now - entry.heard <= lease_.given_up_s()) continue;
    silent.push_back(rank);
  }
  for (const int rank : silent) give_up(rank);
  return silent;
}

void WorkerRoll::give_up(int rank) {
  Entry& entry = entries_.at(rank);
  entry.worker.present = false;
  entry.unconfirmed.clear();
}

void WorkerRoll::renew_all(double now) {
  for (auto& [rank, entry] : entries_) entry.heard = now;
}

int WorkerRoll::present() const {
  return static_cast<int>(std::count_if(entries_.begin(), entries_.end(),
                                        [](const auto& entry) { return entry.second.worker.present; }));
}

void WorkerRoll::sent(int rank, const Start& start, double now) {
  entries_.at(rank).unconfirmed[start.attempt] = {start, now};
}

void WorkerRoll::confirm(int rank, const Attempt& attempt) {
  if (const auto found = entries_.find(rank); found != entries_.end())
    found->second.unconfirmed.erase(attempt);
}

std::vector<std::pair<int, Start>> WorkerRoll::due(double now) {
  std::vector<std::pair<int, Start>> due;
  for (auto& [rank, entry] : entries_)
    for (auto& [attempt, sent] : entry.unconfirmed)
      // Its next Beat tells whether it has the run: to be asked again only after that.
      if (now - sent.at >= 2 * lease_.beat_s()) {
        sent.at = now;
        due.emplace_back(rank, sent.start);
      }
  return due;
}

std::vector<Gpu> gpus_of_rank(const std::vector<Gpu>& node_gpus, int local_rank, int local_size) {
  std::vector<Gpu> mine;
  for (std::size_t i = 0; i < node_gpus.size(); ++i)
    if (static_cast<int>(i) % std::max(1, local_size) == local_rank) mine.push_back(node_gpus[i]);
  return mine;
}

}  // namespace sonosweep::farm
