// What the scheduler is told and what it says: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "farm/schedule/death_cause.h"

namespace sonosweep::farm {

enum class OutcomeKind {
  kDone,
  kFailed,         // may go better next time
  kFailedForGood,  // wrong usage or bad data: the same would happen again
  kStopped         // ended on purpose, to be continued: not a failure
};

struct RunOutcome {
  OutcomeKind kind = OutcomeKind::kDone;
  std::string cause;  // for people; empty when done
  DeathCause death = DeathCause::kNone;
};

// Events. A worker is named by a number of its own (its rank); one that comes back joins again.
struct WorkerJoined {
  int worker = 0, slots = 1;
  std::vector<std::uint64_t> gpu_bytes = {};  // memory of each GPU, 0 = unknown (no two runs share it)
  int ahead = 0;  // how many runs it takes beyond its free slots, and starts by itself, in order
};
// All at once: nothing is handed out before all are known.
struct WorkersJoined {
  std::vector<WorkerJoined> workers;
};
struct WorkerLost {
  int worker = 0;
};
// Of its own will: it is given nothing more, what runs there checkpoints and ends, which is no failure.
struct WorkerLeaving {
  int worker = 0;
};
// The worker's acknowledgement: the run's process is there.
struct RunStarted {
  std::string run;
  int attempt = 0, worker = 0;
};
struct RunFinished {
  std::string run;
  int attempt = 0, worker = 0;
  RunOutcome outcome;
  double took_s = 0;                 // seconds of this attempt, 0 = unknown
  std::uint64_t gpu_peak_bytes = 0;  // the most memory it used on its GPU, 0 = unknown
};
struct RunProgress {
  std::string run;
  double fraction = 0;  // 0..1
};
// So much is left until everything must have ended; from the first one on nothing is started that can neither
// finish nor checkpoint within it.
struct TimeLeft {
  double seconds = 0;
};
struct StartsPaused {  // start nothing new for now, or go on
  bool paused = true;
};
struct StartsClosed {};   // start nothing new, let what runs run on
struct StopRequested {};  // start nothing new, stop what runs
using Event = std::variant<WorkerJoined, WorkersJoined, WorkerLost, WorkerLeaving, RunStarted, RunFinished,
                           RunProgress, TimeLeft, StartsPaused, StartsClosed, StopRequested>;

// Commands.
// A worker starts its runs in the order in which they were given to it, each as soon as its slots are free.
struct StartRun {
  std::string run;
  int attempt = 1, worker = 0;
  int gpu = -1;  // of that worker, counted from 0; -1 = none
};
struct StopWorker {  // its runs are to checkpoint and end, what it has not started yet is not to start
  int worker = 0;
};
struct DismissWorker {  // nothing more will come
  int worker = 0;
};
using Command = std::variant<StartRun, StopWorker, DismissWorker>;

}  // namespace sonosweep::farm
