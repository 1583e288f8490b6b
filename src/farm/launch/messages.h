// What the coordinator and the supervisors tell each other, as small JSON texts.
//
// No message is trusted to arrive. Hello, Start and Finished are sent again until they are answered (by
// LaunchSetup; by Started, Beat or Finished; by Ack), Beat and Alive come all the time, and whoever gets one
// of them twice does nothing the second time. A supervisor that was given up gets GivenUp and says Hello anew
// under its next incarnation; what it said under an earlier one no longer counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "farm/processes/gpus.h"
#include "farm/schedule/scheduling.h"

namespace sonosweep::farm {

// An attempt at a run.
struct Attempt {
  std::string run;
  int number = 1;
};
inline bool operator<(const Attempt& a, const Attempt& b) {
  return a.run != b.run ? a.run < b.run : a.number < b.number;
}
inline bool operator==(const Attempt& a, const Attempt& b) {
  return a.run == b.run && a.number == b.number;
}

// A launch that lends its ranks to the one that has the results folder (join/): what a rank of it is told.
struct Helping {
  std::string launch = {};                          // its name among all that help
  std::string program = {}, data = {}, study = {};  // what runs are started with on its nodes: ..
  std::string out = {};                             // .. absolute paths
  std::string slurm_job = {};                       // empty: of no Slurm job
  std::optional<std::int64_t> deadline = {};        // of this launch, seconds since 1970
  double lease_s = 30;                              // between its own ranks
};

// Supervisor to coordinator.
struct Hello {                         // first, from every rank
  std::vector<std::string> arguments;  // of its command line
  std::string host;
  int cores = 1;                       // of its node, shared by the node's ranks
  int local_rank = 0, local_size = 1;  // within its node
  std::vector<Gpu> gpus = {};          // of its node, shared too
  int incarnation = 1;
  // Of a rank that helps: its launch, see Helping.
  std::string launch = {}, slurm_job = {};
  std::optional<std::int64_t> deadline = {};
};
struct Beat {
  int incarnation = 1;
  std::vector<Attempt> held = {};  // waiting for a slot, running, or ended and not acknowledged
};
struct Started {  // its process is there
  int incarnation = 1;
  Attempt attempt;
};
struct Finished {
  int incarnation = 1;
  Attempt attempt;
  RunOutcome outcome;
  std::vector<std::string> log_tail = {};  // of a failure
  double wall_s = 0, cpu_s = 0;
  std::uint64_t peak_bytes = 0;      // resident, of its largest process
  std::uint64_t gpu_peak_bytes = 0;  // as its result says; 0 = unknown
};
struct StopAsked {  // this rank got a signal
  int signal_number = 0;
};
struct Leaving {  // a rank that helps will do so no longer; said until ShutDown answers it
  int incarnation = 1;
  std::string cause = {};
};

// Coordinator to supervisor.
struct LaunchSetup {  // the answer to Hello: what every run is started with; absolute paths
  std::string program, data, study, out;
  int threads = 1;
  int slots = 1;        // of this rank
  double lease_s = 30;  // see Lease
  int incarnation = 1;  // as in the Hello
};
struct Start {
  int incarnation = 1;
  Attempt attempt;
  int slots = 1;         // it occupies; runs start in the order of their Starts, as soon as slots are free
  std::string gpu = {};  // CUDA_VISIBLE_DEVICES: a UUID; empty = none given, so as the rank has it
  bool no_gpu = false;   // the run is to see no GPU
};
struct Alive {  // the answer to Beat
  int incarnation = 1;
};
struct Ack {  // of Finished: what it says is on the disk, or no longer matters
  Attempt attempt;
};
struct GivenUp {  // this incarnation's runs are others' now
  int incarnation = 1;
};
struct StopAll {};  // let all runs checkpoint and end
struct ShutDown {   // end now, with this exit code
  int exit_code = 0;
};
// Rank 0 to the others of its launch: help the one that has the results folder.
struct Lend {
  Helping helping;
};

using Message = std::variant<Hello, Beat, Started, Finished, StopAsked, Leaving, LaunchSetup, Start, Alive,
                             Ack, GivenUp, StopAll, ShutDown, Lend>;

// Bytes that are not UTF-8 (a run may print anything) are replaced.
std::string to_text(const Message& message);
// Throws Error for a text that to_text() does not make.
Message parse_message(const std::string& text);

bool is_for_coordinator(const Message& message);

}  // namespace sonosweep::farm
