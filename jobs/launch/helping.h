// --join: a launch whose ranks help the one that has the results folder.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "farm/launch/messages.h"
#include "jobs/launch/launch_job.h"

namespace sonosweep::jobs {

struct HelpOutcome {
  std::optional<int> told;       // the exit code of the launch that was helped, if it ended in order
  bool stopped = false;          // this launch was asked to stop, or has no more time
  bool unanswered = false;       // the other one has the folder and does not take any notice
  bool complete = true;          // of rank 0: no rank of this launch is silent
  std::optional<int> shut_down;  // of the other ranks: rank 0 of this launch has ended, with this exit code
};

// Works for the other launch until it ends, or this one has to. Every rank speaks with the other launch by
// itself, through its mailbox (join/mailboxes.h), which is open; over rank.transport the ranks of this launch
// only tell each other that they are there, that they have ended, and that all are to stop. On rank 0 it
// returns when the others have ended too, or are silent, and the mailboxes are closed.
HelpOutcome help(const Rank& rank, const farm::Helping& helping, const std::vector<std::string>& arguments);

}  // namespace sonosweep::jobs
