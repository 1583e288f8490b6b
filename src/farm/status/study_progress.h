// How far a study is, and how long it will take.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "farm/schedule/scheduler.h"

namespace sonosweep::farm {

struct Progress {
  RunCounts counts;
  double work_done = 0;         // in runs, parts of running ones included
  std::optional<double> eta_s;  // nothing while there is nothing to go by
  // The running run that has come furthest, for people to see something move: "segmentation/t060", 12 of 100.
  std::string run;
  int epoch = 0, epochs = 0;
};

// Rows of a history.csv without its header; 0 if there is none.
int count_history_rows(const std::filesystem::path& path);

// Remaining time from what the runs of this launch have taken so far: a run that runs goes on at its own
// speed, one that waits takes what others of its kind took (kinds not seen yet: by the seconds an epoch took
// on average). That much work at as many runs side by side as so far, but not less than the longest chain of
// runs that need each other.
class EtaEstimator {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit EtaEstimator(Time start) : start_(start) {}
  // An attempt of this run was given out, with this much of it done already.
  void started(const std::string& run, double progress, Time now) { attempts_[run] = {progress, now, {}}; }
  // What was given out before now really runs.
  void running(const std::string& run, Time now) {
    if (const auto found = attempts_.find(run); found != attempts_.end()) found->second.begin = now;
  }
  void ended(const std::string& run, Time now) {
    if (const auto found = attempts_.find(run); found != attempts_.end()) found->second.end = now;
  }
  // `scheduler` knows the progress of each run. Nothing while there is nothing to go by.
  std::optional<double> estimate(const Scheduler& scheduler, Time now);

 private:
  struct Attempt {
    double progress = 0;  // at its beginning
    Time begin;
    std::optional<Time> end;
  };
  // What is known of a run of this launch, or of a kind of runs: so many seconds for so much of them.
  struct Speed {
    double seconds = 0, progress = 0, epochs = 0;
  };

  Speed speed_of(const PlannedRun& run, const RunStatus& status, Time now);

  Time start_;
  std::map<std::string, Attempt> attempts_;
};

}  // namespace sonosweep::farm
