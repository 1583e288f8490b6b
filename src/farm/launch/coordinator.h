// Rank 0's side of a launch: what is to be run, who runs it, what became of it.
//
// It tells nobody anything that the journal, and the results folder, do not have on the disk: what there is
// to say is collected, and sent when they do (at the end of every round).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/log.h"
#include "farm/launch/disk_watch.h"
#include "farm/launch/lease.h"
#include "farm/launch/messages.h"
#include "farm/launch/promotions.h"
#include "farm/launch/transport.h"
#include "farm/launch/worker_roll.h"
#include "farm/results/results_folder.h"
#include "farm/schedule/scheduler.h"
#include "farm/status/journal.h"
#include "farm/status/study_progress.h"

namespace sonosweep::farm {

struct CoordinatorOptions {
  int retries = 2;
  std::optional<std::int64_t> deadline;  // seconds since 1970: everything must have ended then
  Lease lease;
  bool gpu_share = false;  // several runs on one GPU where their memory is known to fit
  int ahead_per_slot = 4;  // how many short runs a rank is given beyond what runs
  std::function<void(const Progress&)> show_progress = [](const Progress&) {};
  std::function<void(LogLevel, const std::string&)> say = log_line;
  // The clocks of deadline and leases, and what says whether the disk takes anything, for tests.
  std::function<double()> unix_time;
  std::function<double()> clock;
  std::function<bool()> can_write;
};

// A run that will not be done in this launch.
struct LostRun {
  std::string run, cause;
  bool blocked = false;  // never started: what it needs failed
};

class Coordinator {
 public:
  // `folder` is open, and nobody else works in it. Finds out what is done already (study_plan.h).
  Coordinator(Transport& transport, std::vector<PlannedRun> plan, ResultsFolder folder, LaunchSetup setup,
              CoordinatorOptions options);

  // Sets the ranks of this launch to work. Others may come later, by a Hello: they help (join/).
  void begin(const std::vector<Hello>& workers);
  // A message from a supervisor.
  void handle(int from, const Message& message);
  // Sends what there is to say. Deadline, leases and progress; never waits.
  void tick();

  // All ranks have been told to end.
  bool finished() const { return finished_; }
  // 0 all done, 1 something failed for good, 75 stopped early.
  int exit_code() const;
  RunCounts counts() const { return scheduler_.counts(); }
  std::vector<LostRun> lost_runs() const;
  // A rank of this launch itself was given up and has not come back: nobody should wait for it.
  bool gave_up_any() const;
  bool is_present(int rank) const { return roll_.is_present(rank); }

 private:
  struct Outgoing {
    int to = 0;
    std::string text;
    bool starts = false;
  };

  void on(int from, const Hello& hello);
  void on(int from, const Beat& beat);
  void on(int from, const Started& started);
  void on(int from, const Finished& finished);
  void on(int from, const Leaving& leaving);
  void answer_hello(int rank);
  void welcome(int rank);
  WorkerJoined joined(int rank) const;

  void execute(const std::vector<Command>& commands);
  void obey(const StartRun& command);
  void obey(const StopWorker& command);
  void obey(const DismissWorker& command);
  void send(int to, const Message& message) {
    outbox_.push_back({to, to_text(message), std::holds_alternative<Start>(message)});
  }
  void flush();

  bool is_current(int from, const Attempt& attempt) const;
  bool settle(int from, const Finished& finished);
  void lose(int rank, const std::string& cause);
  void let_go();
  void finish();
  void write_failure(const Finished& finished);
  void stop(const std::string& why);

  // Of tick(), in coordinator_watch.cpp.
  void check_deadline();
  void check_workers();
  void check_disk();
  void check_starved();
  void retry_settling();
  void meet_full_disk(const std::string& what);
  double fraction_done(const PlannedRun& run) const;
  void look_at_progress();
  const PlannedRun& planned(const std::string& run) const { return scheduler_.runs()[position_.at(run)]; }

  Transport& transport_;
  ResultsFolder folder_;
  LaunchSetup setup_;
  CoordinatorOptions options_;
  Promotions promotions_;
  Scheduler scheduler_;
  std::unordered_map<std::string, std::size_t> position_;  // of each run in the plan
  Journal journal_;
  WorkerRoll roll_;
  DiskWatch disk_;
  EtaEstimator eta_;
  std::vector<Outgoing> outbox_;
  std::map<Attempt, std::pair<int, Finished>> unsettled_;  // the disk did not take their result; by whom
  std::map<int, std::string> leaving_;                     // ranks that help no longer, and why
  int own_ranks_ = 0;                                      // those above help
  double start_time_ = 0;                                  // by unix_time
  double time_margin_s_ = 30;
  double last_round_ = 0, next_look_ = 0, next_probe_ = 0;  // by clock
  double last_present_ = 0;                                 // when any rank was present
  bool stopping_ = false, finished_ = false;
};

}  // namespace sonosweep::farm
