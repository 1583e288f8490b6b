// What a rank and its keeper tell each other.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <variant>

#include "farm/processes/child_command.h"

namespace sonosweep::farm {

using RunSerial = std::uint64_t;  // names a run of one keeper; never used twice

// Rank to keeper.
struct KeepRun {
  RunSerial serial = 0;
  ChildCommand command;
};
struct StopKept {
  RunSerial serial = 0;
};
struct KillKept {
  RunSerial serial = 0;
};

// Keeper to rank.
struct KeptStart {  // its program runs
  RunSerial serial = 0;
  pid_t pid = 0;
  std::uint64_t log_start = 0;  // bytes of its log before its first own line
};
struct KeptEnd {
  RunSerial serial = 0;
  int exit_code = 0;         // if it ended by itself
  int signal_number = 0;     // otherwise
  std::string start_error;   // not empty: its program never ran, and this is why
  bool keeper_died = false;  // it ended because the keeper did: signal_number is SIGKILL
  bool oom_kill = false;     // while it ran, the kernel killed something of ours for its memory
  double wall_s = 0;
  double cpu_s = 0;                  // user and system, of the run and of all it started and waited for
  std::uint64_t peak_rss_bytes = 0;  // of its largest process; never below that of the keeper (some MB)
  std::uint64_t log_start = 0;       // as in KeptStart
};

using KeeperRequest = std::variant<KeepRun, StopKept, KillKept>;
using KeeperReport = std::variant<KeptStart, KeptEnd>;

// Throws Error: a text of the command holds a NUL.
std::string to_text(const KeeperRequest& request);
std::string to_text(const KeeperReport& report);
// Throw Error for a text that to_text() does not make.
KeeperRequest parse_keeper_request(const std::string& text);
KeeperReport parse_keeper_report(const std::string& text);

}  // namespace sonosweep::farm
