#include "farm/launch/local_runs.h"

#include <utility>

namespace sonosweep::farm {

void LocalRuns::add(const Start& start) {
  waiting_.push_back(start);
  start_what_fits();
}

void LocalRuns::start_what_fits() {
  // One that is wider than the rank starts alone.
  while (!waiting_.empty() && (busy_ == 0 || busy_ + waiting_.front().slots <= slots_)) {
    const Start start = std::move(waiting_.front());
    waiting_.pop_front();
    try {
      const ChildCommand command = prepare_(start);
      const RunSerial serial = keeper_.start(command);
      running_.emplace(serial, Running{start.attempt, start.slots, command.log_file});
      busy_ += start.slots;
    } catch (const AttemptTaken&) {
      LocalEnd end;
      end.attempt = start.attempt;
      end.dropped = true;
      ended_.push_back(std::move(end));
    } catch (const std::exception& error) {
      LocalEnd end;
      end.attempt = start.attempt;
      end.end.start_error = error.what();
      ended_.push_back(std::move(end));
    }
  }
}

void LocalRuns::drop_waiting() {
  for (auto& start : waiting_) {
    LocalEnd end;
    end.attempt = std::move(start.attempt);
    end.dropped = true;
    ended_.push_back(std::move(end));
  }
  waiting_.clear();
}

void LocalRuns::ask_to_stop() {
  drop_waiting();
  for (auto& [serial, run] : running_)
    if (!std::exchange(run.asked_to_stop, true)) keeper_.ask_to_stop(serial);
}

void LocalRuns::kill() {
  drop_waiting();
  for (auto& [serial, run] : running_)
    if (!std::exchange(run.killed, true)) keeper_.kill(serial);
}

LocalNews LocalRuns::poll() {
  LocalNews news;
  KeeperNews kept = keeper_.poll();
  for (const auto& start : kept.starts)
    if (const auto run = running_.find(start.serial); run != running_.end())
      news.started.push_back(run->second.attempt);
  for (auto& end : kept.ends) {
    const auto found = running_.find(end.serial);
    if (found == running_.end()) continue;
    Running run = std::move(found->second);
    running_.erase(found);
    busy_ -= run.slots;
    news.ended.push_back({std::move(run.attempt), std::move(end), std::move(run.log_file), false,
                          run.asked_to_stop, run.killed});
  }
  start_what_fits();
  for (auto& end : ended_) news.ended.push_back(std::move(end));
  ended_.clear();
  return news;
}

std::vector<Attempt> LocalRuns::held() const {
  std::vector<Attempt> held;
  for (const auto& start : waiting_) held.push_back(start.attempt);
  for (const auto& [serial, run] : running_) held.push_back(run.attempt);
  return held;
}

}  // namespace sonosweep::farm
