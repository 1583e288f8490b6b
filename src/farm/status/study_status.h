// How a study stands, for people and programs that look from outside: from study.json, the journal and the
// files of the runs alone.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "farm/schedule/planned_run.h"
#include "farm/schedule/scheduler.h"
#include "farm/status/disk_use.h"
#include "farm/status/journal_record.h"
#include "farm/status/launch_history.h"
#include "farm/status/study_files.h"

namespace sonosweep::farm {

enum class LaunchState {
  kUnknown,  // the journal tells of no launch, or not yet of the one that has the lock
  kRunning,
  kSilent,  // on another host, not ended, and nothing was written for half an hour
  kDead,    // has not ended in order, and is not there any more
  kEnded
};
// "running".
const char* launch_state_name(LaunchState state);
// "waiting", "running", "done", "failed", "blocked".
const char* run_state_name(RunState state);

struct RunView {
  std::string id, kind;
  RunState state = RunState::kWaiting;
  int attempt = 0;                  // of the result, or under way, or the last; 0 = none
  int worker = -1;                  // while running
  std::string host, gpu;            // while running; may be unknown
  bool started = false;             // while running: its process is there, and it does not wait at its worker
  std::optional<double> running_s;  // while running: seconds since then
  int epoch = 0, epochs = 0;        // 0 epochs: it has none
  std::optional<double> eta_s;      // while running: seconds left
  std::optional<double> wall_s;     // of a result that is done
  std::string cause, death;  // of the failure, or of the last attempt that failed, where it is not done
  std::string log;           // empty where it has not begun
  std::vector<std::string> waits_for;  // waiting: needs that are not done; blocked: the runs that failed
  bool result_damaged = false;
};

// The workers of one launch on one node, and what runs there.
struct NodeView {
  std::string host;
  std::string launch;  // of one that helps; empty: the launch that has the folder
  std::string slurm_job;
  int ranks = 0, slots = 0, gpus = 0;
  std::vector<std::string> runs;      // in the order of the plan
  std::optional<double> time_left_s;  // of its launch, not below 0
};

struct StudyStatus {
  std::int64_t now_ms = 0;
  LaunchState launch_state = LaunchState::kUnknown;
  LaunchHistory launch;         // empty where the state is unknown
  std::string lock_holder;      // who has the results folder, as far as this host can see; empty: nobody
  RunCounts counts;             // runs are running only where what runs is known
  bool running_known = false;   // the journal tells what runs
  std::vector<RunView> runs;    // in the order of the plan
  std::optional<double> eta_s;  // seconds, while a launch is at work and there is something to go by
  std::optional<double> time_left_s;  // to the launch's deadline, not below 0
  std::vector<NodeView> nodes;  // while a launch is at work: those of the launch itself first, then by launch
  std::map<std::string, int> waiting_by_kind;
  JournalDamage journal_damage;
  std::string journal_fault;    // it cannot be read, and why
  std::optional<DiskUse> disk;  // where it was looked at
};

// What is looked at besides the plan.
struct StudyTraces {
  std::vector<RunFiles> files;  // of each run of the plan
  LaunchHistory launch;
  std::int64_t now_ms = 0;
  std::string host;         // this one
  std::string lock_holder;  // empty: nobody has it
};

// Ages and times left are `now_ms` against the stamps of the journal; clocks that differ never make one
// negative. Throws as order_of_needs().
StudyStatus judge_study(std::vector<PlannedRun> plan, const StudyTraces& traces);

// Looks at everything in a results folder, whose runs are `plan`. Throws Error if it cannot be read.
StudyStatus look_at_results(const ResultsFolder& folder, std::vector<PlannedRun> plan, std::int64_t now_ms);

}  // namespace sonosweep::farm
