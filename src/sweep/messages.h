// What the coordinator and the supervisors tell each other, as small JSON texts.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "sweep/scheduler.h"

namespace sonosweep::sweep {

// Supervisor to coordinator.
struct Hello {                         // first, from every rank
  std::vector<std::string> arguments;  // of its command line
  std::string host;
  int cores = 1;                       // of its node, shared by the node's ranks
  int local_rank = 0, local_size = 1;  // within its node
};
struct Finished {
  std::string run;
  int attempt = 1;
  RunOutcome outcome;
  std::vector<std::string> log_tail;  // of a failure
};
struct StopAsked {  // this rank got a signal
  int signal_number = 0;
};

// Coordinator to supervisor.
struct LaunchSetup {  // once, before the first Start: what every run is started with; absolute paths
  std::string program, data, study, out;
  int threads = 1;
};
struct Start {
  std::string run;
  int attempt = 1;
};
struct StopAll {};  // let all runs checkpoint and end
struct ShutDown {   // end now, with this exit code
  int exit_code = 0;
};

using Message = std::variant<Hello, Finished, StopAsked, LaunchSetup, Start, StopAll, ShutDown>;

// Bytes that are not UTF-8 (a run may print anything) are replaced.
std::string to_text(const Message& message);
// Throws Error for a text that to_text() does not make.
Message parse_message(const std::string& text);

bool is_for_coordinator(const Message& message);

}  // namespace sonosweep::sweep
