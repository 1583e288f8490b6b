// Processes of a campaign, seen through /proc.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace sonosweep::chaos {

// All below `ancestor`, whatever they are, ascending.
std::vector<pid_t> descendants_of(pid_t ancestor);
// Those of them whose name (as /proc/PID/comm cuts it) is this.
std::vector<pid_t> named(const std::vector<pid_t>& processes, const std::string& name);

constexpr const char* kRankName = "sonosweep-launc";
constexpr const char* kKeeperName = "sonosweep-keep";
constexpr const char* kRunName = "stand_in_run";

// One line each: number, name, command line, and of its status who its parent is, what state it is in and
// which signals wait for it or are blocked. For campaigns that do not end.
std::string table_of(const std::vector<pid_t>& processes);

// The rank that a process of sonosweep-launch is; -1 if it is none.
int mpi_rank_of(pid_t pid);

// Processes, one line each, that work for this results folder: its path stands in their command line or
// environment. The calling process does not count.
std::vector<std::string> processes_of(const std::filesystem::path& results);

}  // namespace sonosweep::chaos
