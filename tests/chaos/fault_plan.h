// What goes wrong in a chaos campaign, and when: decided by its seed alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sonosweep::chaos {

enum class FaultKind {
  kKillRun,
  kKillSupervisor,   // any rank but 0
  kKillCoordinator,  // rank 0
  kKillKeeper,
  kStopRank,  // SIGSTOP, SIGCONT later; rank 0 as well
  kStopRun,
  kFullDisk,
  kPlannedStop  // SIGTERM to all of the launch
};
constexpr int kFaultKinds = 8;
const char* fault_name(FaultKind kind);

struct Fault {
  FaultKind kind = FaultKind::kKillRun;
  int after_starts = 0;         // once so many attempts have started, counted over all launches, ..
  double delay_s = 0;           // .. and so much time has passed since
  double length = 0;            // of a stopped rank: leases; of a stopped run and of a full disk: seconds
  double pick = 0;              // 0..1: which of those that there are
  bool leaves_orphans = false;  // the coordinator alone dies, the next launch begins beside the other ranks
};

struct FaultPlan {
  std::uint64_t seed = 0;
  std::vector<Fault> faults;  // by after_starts
  double lease = 0;           // 0..1, between the shortest and the longest lease of the campaign
  int slow_files_us = 0;      // up to so much more for each call that changes a folder; 0: a fast disk
  bool has(FaultKind kind) const;
};

// For a study of `runs` runs; 2 to 6 faults.
FaultPlan plan_faults(std::uint64_t seed, int runs);

// "kill a run @12, full disk @80".
std::string to_text(const FaultPlan& plan);

}  // namespace sonosweep::chaos
