// RESULTS/join: where launches that help (--join) and the one that has the results folder find each other.
//   RESULTS/join/LAUNCH/RANK.from   what a rank of a launch that helps says (mail_file.h)
//   RESULTS/join/LAUNCH/RANK.to     what it is told
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "farm/results/results_folder.h"

namespace sonosweep::farm {

// Of this process and this moment; no other launch has it.
std::string new_launch_name();

std::filesystem::path mail_from(const ResultsFolder& folder, const std::string& launch, int rank);
std::filesystem::path mail_to(const ResultsFolder& folder, const std::string& launch, int rank);

// Makes those of all ranks of a launch; they are there together or not at all. Throws Error.
void open_mailboxes(const ResultsFolder& folder, const std::string& launch, int ranks);
void close_mailboxes(const ResultsFolder& folder, const std::string& launch);

// For the launch that has the folder: makes RESULTS/join, and removes what was there. Who helped an earlier
// launch finds its mailbox gone, ends its runs and comes again. Throws Error.
void begin_mailboxes(const ResultsFolder& folder);

// Launches that have mailboxes, sorted; the ranks of one, ascending.
std::vector<std::string> launches_with_mailboxes(const ResultsFolder& folder);
std::vector<int> ranks_with_mailboxes(const ResultsFolder& folder, const std::string& launch);

}  // namespace sonosweep::farm
