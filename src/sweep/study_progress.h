// How far a study is, and how long it will take.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "sweep/scheduler.h"

namespace sonosweep::sweep {

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

// Remaining time from the speed so far: (work left) / (work done since the start per second), but not less
// than the slowest running run needs alone. Work done by earlier launches does not count as speed.
class EtaEstimator {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit EtaEstimator(Time start) : start_(start) {}
  // `scheduler` knows the progress of each run.
  std::optional<double> estimate(const Scheduler& scheduler, Time now);
  // An attempt of this run began with this much of it done already.
  void started(const std::string& run, double progress, Time now) { begun_[run] = {progress, now}; }

 private:
  struct Beginning {
    double progress = 0;
    Time time;
  };
  Time start_;
  std::map<std::string, Beginning> begun_;
};

}  // namespace sonosweep::sweep
