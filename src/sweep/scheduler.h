// Which run starts where and when: a state machine of plain values, without clocks, files or processes.
// Events go in, commands come out; the same events give the same commands.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sweep/planned_run.h"

namespace sonosweep::sweep {

enum class OutcomeKind {
  kDone,
  kFailed,         // may go better next time
  kFailedForGood,  // wrong usage or bad data: the same would happen again
  kStopped         // ended on purpose, to be continued: not a failure
};

struct RunOutcome {
  OutcomeKind kind = OutcomeKind::kDone;
  std::string cause;  // empty when done
};

// Events. A worker is named by its rank.
struct WorkerJoined {
  int worker = 0, slots = 1;
};
struct WorkerLost {
  int worker = 0;
};
struct RunFinished {
  std::string run;
  int attempt = 0, worker = 0;
  RunOutcome outcome;
};
struct RunProgress {
  std::string run;
  double fraction = 0;  // 0..1
};
struct StartsClosed {};   // start nothing new, let what runs run on
struct StopRequested {};  // start nothing new, stop what runs
using Event = std::variant<WorkerJoined, WorkerLost, RunFinished, RunProgress, StartsClosed, StopRequested>;

// Commands.
struct StartRun {
  std::string run;
  int attempt = 1, worker = 0;
};
struct StopWorker {  // its runs are to checkpoint and end
  int worker = 0;
};
struct DismissWorker {  // nothing more will come
  int worker = 0;
};
using Command = std::variant<StartRun, StopWorker, DismissWorker>;

enum class RunState { kWaiting, kRunning, kDone, kFailed, kBlocked };

struct RunStatus {
  RunState state = RunState::kWaiting;
  int attempt = 0;   // the last one started, 0 = none
  int failures = 0;  // attempts that failed
  int stops = 0;     // attempts that ended on purpose though nobody asked
  int worker = -1;   // while running
  double progress = 0;
  std::string cause;  // of the last failure, or what it is blocked by
};

struct RunCounts {
  int total = 0, done = 0, running = 0, waiting = 0, failed = 0, blocked = 0;
};

class Scheduler {
 public:
  // `retries`: how often a failed run is tried again. Throws Error: id twice, unknown need, needs in a
  // circle.
  Scheduler(std::vector<PlannedRun> runs, int retries);

  std::vector<Command> handle(const Event& event);

  const std::vector<PlannedRun>& runs() const { return runs_; }
  // Throws Error for an id that is not planned.
  const RunStatus& status(const std::string& run_id) const;
  RunCounts counts() const { return counts_; }
  // Nothing runs, and nothing more will.
  bool finished() const;
  bool closed() const { return closed_; }

 private:
  struct Worker {
    int slots = 0, busy = 0;
    std::set<std::size_t> runs;
  };

  std::size_t index(const std::string& run_id) const;
  void on(const WorkerJoined& event, std::vector<Command>& commands);
  void on(const WorkerLost& event, std::vector<Command>& commands);
  void on(const RunFinished& event, std::vector<Command>& commands);
  void on(const RunProgress& event, std::vector<Command>& commands);
  void on(const StartsClosed& event, std::vector<Command>& commands);
  void on(const StopRequested& event, std::vector<Command>& commands);
  void settle(std::size_t run, const RunOutcome& outcome);
  void set_state(std::size_t run, RunState state);
  void release(std::size_t run);
  void block_dependents(std::size_t run);
  void hand_out(std::vector<Command>& commands);
  void set_busy(int id, Worker& worker, int busy);

  std::vector<PlannedRun> runs_;
  std::vector<RunStatus> status_;
  std::vector<std::vector<std::size_t>> dependents_;
  std::vector<int> open_needs_;
  std::map<std::string, std::size_t> index_;
  std::set<std::size_t> ready_;  // in the order of the plan
  std::map<int, Worker> workers_;
  std::set<std::pair<int, int>> idle_;  // (busy slots, worker) of workers with a free slot: least busy first
  std::set<int> present_;               // workers not yet dismissed
  RunCounts counts_;
  int retries_;
  bool closed_ = false;
  bool stopping_ = false;
};

}  // namespace sonosweep::sweep
