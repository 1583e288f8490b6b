// Which run starts where and when: a state machine of plain values, without clocks, files or processes.
// Events go in, commands come out; the same events give the same commands.
//
// Of the runs that could start, the one with the longest expected chain (itself and what waits for it) comes
// first. What runs take, in time and GPU memory, is learned by kind from those that finish. An event costs
// time logarithmic in workers and runs; only where the expectations of a kind change by more than a tenth,
// all runs are put in order anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "farm/schedule/learned_runs.h"
#include "farm/schedule/planned_run.h"
#include "farm/schedule/ready_queue.h"
#include "farm/schedule/scheduling.h"
#include "farm/schedule/worker_pool.h"

namespace sonosweep::farm {

// kRunning: given to a worker; whether it has started stands beside.
enum class RunState { kWaiting, kRunning, kDone, kFailed, kBlocked };

struct RunStatus {
  RunState state = RunState::kWaiting;
  int attempt = 0;       // the last one started, by any launch; 0 = none
  int failures = 0;      // attempts that failed
  int losses = 0;        // attempts that were lost with their worker
  int stops = 0;         // attempts that ended on purpose though nobody asked
  int full_disks = 0;    // attempts that met a full disk
  int worker = -1;       // while running
  int gpu = -1;          // of that worker
  bool started = false;  // while running: the worker has said so
  double progress = 0;
  std::string cause;  // of the last failure, or what it is blocked by
  DeathCause death = DeathCause::kNone;
};

struct RunCounts {
  int total = 0, done = 0, running = 0, waiting = 0, failed = 0, blocked = 0;
};

enum class HandOutOrder {
  kCriticalPath,
  kFirstCome  // as runs become ready, for comparison
};

struct SchedulerOptions {
  int retries = 2;  // how often a failed run is tried again
  HandOutOrder order = HandOutOrder::kCriticalPath;
  bool gpu_share = false;      // several runs on one GPU where the memory they are known to use fits
  double ahead_below_s = 0.5;  // only runs known to take no longer are handed out ahead of need
  double time_margin_s = 30;   // seconds that must be left when a run should have ended
};

class Scheduler {
 public:
  // Throws Error: id twice, unknown need, needs in a circle.
  Scheduler(std::vector<PlannedRun> runs, const SchedulerOptions& options);
  Scheduler(std::vector<PlannedRun> runs, int retries);

  // Throws Error for a run that is not planned and a worker without slots.
  std::vector<Command> handle(const Event& event);

  const std::vector<PlannedRun>& runs() const { return runs_; }
  // Throws Error for an id that is not planned.
  const RunStatus& status(const std::string& run_id) const;
  RunCounts counts() const { return counts_; }
  // Nothing runs, and nothing more will.
  bool finished() const;
  // Nothing runs, though something is ready: none of the present workers, if there are any, has what it
  // takes.
  bool starved() const { return counts_.running == 0 && !finished(); }
  bool closed() const { return closed_; }
  // Something was given to this worker and has not ended.
  bool is_busy(int worker) const { return !pool_.runs_of(worker).empty(); }
  // Seconds (see LearnedRuns) that a whole run is expected to take.
  double expected_s(const std::string& run_id) const { return learned_.expected(index(run_id)); }
  // How much has been looked at so far, for tests: workers while placing, runs while ordering.
  std::int64_t steps() const { return steps_ + pool_.steps(); }

 private:
  using Run = std::size_t;

  Run index(const std::string& run_id) const;
  // The run, if that is the attempt that is under way.
  std::optional<Run> current(const std::string& run_id, int attempt, int worker) const;

  void on(const WorkerJoined& event, std::vector<Command>& commands);
  void on(const WorkersJoined& event, std::vector<Command>& commands);
  void on(const WorkerLost& event, std::vector<Command>& commands);
  void on(const WorkerLeaving& event, std::vector<Command>& commands);
  void on(const RunStarted& event, std::vector<Command>& commands);
  void on(const RunFinished& event, std::vector<Command>& commands);
  void on(const RunProgress& event, std::vector<Command>& commands);
  void on(const TimeLeft& event, std::vector<Command>& commands);
  void on(const StartsPaused& event, std::vector<Command>& commands);
  void on(const StartsClosed& event, std::vector<Command>& commands);
  void on(const StopRequested& event, std::vector<Command>& commands);

  void learn(Run run, const RunFinished& event);
  void learn_gpu_bytes(Run run, std::uint64_t bytes);
  void settle(Run run, const RunOutcome& outcome);
  void put_back(Run run);
  bool is_hopeless(Run run, const RunOutcome& outcome);
  void set_done(Run run);
  void set_state(Run run, RunState state);
  void release(Run run);
  void block_dependents(Run run);

  // Shapes: what a run claims, apart by kind because claims are learned by kind.
  struct Example {
    Run run = 0;
    bool alone = false;
  };
  Claim claim_of(const Example& example) const;
  WorkerPool::Shape shape_of(Run run);

  // Ready: in the queue, or held back because too little time is left. These stand in scheduler_hand_out.cpp.
  void make_ready(Run run);
  double key_of(Run run) const;
  bool in_time(Run run) const;
  void set_order();

  void hand_out(std::vector<Command>& commands);
  void hand_out_ahead(std::vector<Command>& commands);
  void start(Run run, const Place& place, std::vector<Command>& commands);

  std::vector<PlannedRun> runs_;
  SchedulerOptions options_;
  std::vector<Run> order_;
  std::vector<std::vector<Run>> dependents_;
  std::vector<RunStatus> status_;
  std::vector<int> open_needs_;
  std::vector<double> progress_at_start_;  // of the attempt under way
  std::vector<bool> alone_;                // died of too little memory
  std::vector<std::int64_t> arrival_;      // counts up as runs become ready
  std::unordered_map<std::string, Run> index_;
  LearnedRuns learned_;
  std::vector<double> behind_;  // expected seconds of the longest chain behind each run
  std::map<std::tuple<std::size_t, int, int, std::uint64_t, bool>, WorkerPool::Shape> shapes_;
  std::vector<Example> examples_;  // of each shape
  WorkerPool pool_;
  ReadyQueue ready_;
  std::set<Run> held_;
  std::set<int> present_;  // workers not yet dismissed
  std::optional<double> time_left_;
  RunCounts counts_;
  std::int64_t arrivals_ = 0;
  std::int64_t steps_ = 0;
  bool paused_ = false;
  bool closed_ = false;
  bool stopping_ = false;
};

}  // namespace sonosweep::farm
