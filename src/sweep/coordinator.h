// Rank 0's side of a launch: what is to be run, who runs it, what became of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/log.h"
#include "sweep/journal.h"
#include "sweep/messages.h"
#include "sweep/results_folder.h"
#include "sweep/scheduler.h"
#include "sweep/study_progress.h"
#include "sweep/transport.h"

namespace sonosweep::sweep {

struct CoordinatorOptions {
  int retries = 2;
  std::optional<std::int64_t> deadline;  // seconds since 1970: stop then
  std::function<void(const Progress&)> show_progress = [](const Progress&) {};
  std::function<void(LogLevel, const std::string&)> say = log_line;
  // The clock of the deadline, for tests.
  std::function<double()> unix_time;
};

// A run that will not be done in this launch.
struct LostRun {
  std::string run, cause;
  bool blocked = false;  // never started: what it needs failed
};

class Coordinator {
 public:
  // `folder` is open, and nobody else works in it. Finds out what is done already (study_plan.h).
  Coordinator(Transport& transport, std::vector<PlannedRun> plan, ResultsFolder folder, LaunchSetup setup,
              CoordinatorOptions options);

  // Sets the ranks to work.
  void begin(const std::vector<Hello>& workers);
  // A message from a supervisor.
  void handle(int from, const Message& message);
  // Deadline and progress; never waits.
  void tick();

  // All ranks have been told to end.
  bool finished() const { return finished_; }
  // 0 all done, 1 something failed for good, 75 stopped early.
  int exit_code() const;
  RunCounts counts() const { return scheduler_.counts(); }
  std::vector<LostRun> lost_runs() const;

 private:
  void execute(const std::vector<Command>& commands);
  void obey(const StartRun& command);
  void obey(const StopWorker& command);
  void obey(const DismissWorker& command);
  void on(int from, const Finished& finished);
  void stop(const std::string& why);
  RunOutcome promoted(const Finished& finished);
  void write_failure(const Finished& finished);
  void check_deadline();
  double fraction_done(const PlannedRun& run) const;
  void look_at_progress();

  Transport& transport_;
  ResultsFolder folder_;
  LaunchSetup setup_;
  CoordinatorOptions options_;
  Scheduler scheduler_;
  Journal journal_;
  EtaEstimator eta_;
  double start_time_ = 0;  // by unix_time
  std::map<std::string, std::chrono::steady_clock::time_point> started_;
  std::chrono::steady_clock::time_point next_look_{};
  bool stopping_ = false, finished_ = false;
};

}  // namespace sonosweep::sweep
