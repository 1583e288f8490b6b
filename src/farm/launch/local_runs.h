// The runs of one rank: they wait in the order in which they came, start as soon as their slots are free, and
// end.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "farm/launch/messages.h"
#include "farm/processes/keeper.h"

namespace sonosweep::farm {

struct LocalEnd {
  Attempt attempt;
  KeptEnd end;
  std::filesystem::path log_file;  // empty if it never started
  bool dropped = false;            // it was still waiting when all were asked to stop, or taken
  bool asked_to_stop = false, killed_by_us = false;
};

struct LocalNews {
  std::vector<Attempt> started;
  std::vector<LocalEnd> ended;
};

// Thrown by `prepare` below: this attempt is somebody else's.
class AttemptTaken : public Error {
 public:
  using Error::Error;
};

class LocalRuns {
 public:
  // `prepare` makes a run's folder and says how to start it. What it throws becomes the run's start error,
  // AttemptTaken apart: that is no failure, the run is dropped.
  // The keeper outlives this.
  LocalRuns(Keeper& keeper, std::function<ChildCommand(const Start&)> prepare)
      : keeper_(keeper), prepare_(std::move(prepare)) {}

  void set_slots(int slots) { slots_ = slots; }
  void add(const Start& start);
  // What waits is dropped, what runs is asked to checkpoint and end.
  void ask_to_stop();
  // What waits is dropped, what runs is killed.
  void kill();
  // Starts what fits by now, and tells what has happened since the last call. Never waits.
  LocalNews poll();

  bool empty() const { return waiting_.empty() && running_.empty(); }
  // Waiting or running.
  std::vector<Attempt> held() const;

 private:
  struct Running {
    Attempt attempt;
    int slots = 1;
    std::filesystem::path log_file;
    bool asked_to_stop = false, killed = false;
  };

  void start_what_fits();
  void drop_waiting();

  Keeper& keeper_;
  std::function<ChildCommand(const Start&)> prepare_;
  int slots_ = 1, busy_ = 0;
  std::deque<Start> waiting_;
  std::map<RunSerial, Running> running_;
  std::vector<LocalEnd> ended_;  // without the keeper's doing
};

}  // namespace sonosweep::farm
