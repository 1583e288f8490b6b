// What an end of a run means: done, failed and why, stopped. A pure function of what is known about it.
#pragma once

#include <string>
#include <vector>

#include "farm/schedule/scheduling.h"

namespace sonosweep::farm {

// Of the result.json that the attempt left.
enum class ResultState { kNone, kDamaged, kSaysFailed, kDone };

struct DeathEvidence {
  int exit_code = 0;        // if it ended by itself
  int signal_number = 0;    // otherwise
  std::string start_error;  // not empty: its program never ran
  bool keeper_died = false;
  bool oom_kill = false;                   // while it ran, the kernel killed something of ours for its memory
  std::vector<std::string> log_tail = {};  // the last 50 lines or so
  bool asked_to_stop = false;              // with SIGTERM
  bool killed_after_grace = false;         // by us, because it had not stopped
  bool time_limit = false;                 // the launcher is at the end of its time
  ResultState result = ResultState::kNone;
  std::string result_damage = {};  // what is wrong with a damaged one
};

// Which lines of the log are looked at: the last one that starts with "error: " or "[name] error: ", as our
// programs write when they end, and what the C++ runtime says of an exception that nobody caught. After a
// signal the former counts only as the very last line: what a program got over did not kill it. Lines that
// merely mention a word never count.
RunOutcome classify_death(const DeathEvidence& evidence);

}  // namespace sonosweep::farm
