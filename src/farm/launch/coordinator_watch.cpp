// The part of the Coordinator that looks after time, ranks, disk and progress.
#include <algorithm>

#include "core/error.h"
#include "core/text.h"
#include "farm/launch/coordinator.h"
#include "farm/results/attempt_folder.h"

namespace sonosweep::farm {
namespace {

constexpr double kLook_s = 1;

}  // namespace

void Coordinator::tick() {
  if (!finished_) {
    check_workers();
    if (options_.clock() >= next_look_) {
      check_deadline();
      check_disk();
      check_starved();
      look_at_progress();
      journal_.sync();  // what nobody waits for
      next_look_ = options_.clock() + kLook_s;
    }
  }
  flush();
}

void Coordinator::check_workers() {
  const double now = options_.clock();
  // We were stopped ourselves, or busy for very long.
  if (now - last_round_ > options_.lease.seconds / 2) roll_.renew_all(now);
  last_round_ = now;
  for (const int rank : roll_.give_up_silent(now)) {
    const std::string cause = fmt::format("nothing heard for {:.0f} s", options_.lease.given_up_s());
    journal_.append({"lost", "", 0, rank, cause});
    options_.say(LogLevel::kWarning,
                 fmt::format("rank {} on {} is given up: {}; its runs are given to others", rank,
                             roll_.worker(rank).hello.host, cause));
    leaving_.erase(rank);
    execute(scheduler_.handle(WorkerLost{rank}));
  }
  let_go();
  for (const auto& [rank, start] : roll_.due(now)) send(rank, start);
}

// Those who want to leave and have told how all ended that they were given.
void Coordinator::let_go() {
  for (auto leaving = leaving_.begin(); leaving != leaving_.end() && !finished_;) {
    const auto [rank, cause] = *leaving;
    if (scheduler_.is_busy(rank)) {
      ++leaving;
      continue;
    }
    leaving = leaving_.erase(leaving);
    journal_.append({"left", "", 0, rank, cause});
    options_.say(LogLevel::kInfo, fmt::format("rank {} on {} helps no longer ({})", rank,
                                              roll_.worker(rank).hello.host, cause));
    roll_.give_up(rank);
    send(rank, ShutDown{kExitStopped});
    execute(scheduler_.handle(WorkerLost{rank}));
  }
}

void Coordinator::lose(int rank, const std::string& cause) {
  roll_.give_up(rank);
  leaving_.erase(rank);
  journal_.append({"lost", "", 0, rank, cause});
  options_.say(LogLevel::kWarning, fmt::format("rank {} on {} is given up: {}; its runs are given to others",
                                               rank, roll_.worker(rank).hello.host, cause));
  execute(scheduler_.handle(WorkerLost{rank}));
}

void Coordinator::check_deadline() {
  if (!options_.deadline || finished_) return;
  const double left = static_cast<double>(*options_.deadline) - time_margin_s_ - options_.unix_time();
  if (left <= 0) {
    options_.deadline.reset();
    stop("time limit");
  } else {
    execute(scheduler_.handle(TimeLeft{left}));
  }
}

void Coordinator::meet_full_disk(const std::string& what) {
  if (disk_.is_full()) return;
  disk_.full(options_.clock());
  journal_.append({"stop", "", 0, -1, "disk full: " + what});
  options_.say(LogLevel::kError,
               fmt::format("{}: {}; nothing new is started until it takes files again: make space there",
                           folder_.root().string(), what));
  execute(scheduler_.handle(StartsPaused{true}));
}

void Coordinator::check_disk() {
  if (!disk_.is_full() || !disk_.recovered(options_.clock())) return;
  options_.say(LogLevel::kInfo, fmt::format("{}: there is space again, going on", folder_.root().string()));
  retry_settling();
  if (!disk_.is_full()) execute(scheduler_.handle(StartsPaused{false}));
}

void Coordinator::retry_settling() {
  for (auto waiting = unsettled_.begin(); waiting != unsettled_.end();) {
    const auto& [from, finished] = waiting->second;
    if (is_current(from, finished.attempt) && !settle(from, finished)) return;
    send(from, Ack{finished.attempt});
    waiting = unsettled_.erase(waiting);
  }
}

void Coordinator::check_starved() {
  const double now = options_.clock();
  if (roll_.present() > 0) {
    last_present_ = now;
    if (!stopping_ && !disk_.is_full() && scheduler_.starved())
      stop("no rank is left that could run what is waiting");
  } else if (scheduler_.finished() || now - last_present_ > options_.lease.orphaned_s()) {
    // Nobody is there to be dismissed, or has come back in time.
    stop("no rank is left");
    finish();
  }
}

double Coordinator::fraction_done(const PlannedRun& run) const {
  if (run.epochs <= 0) return 0;
  int rows = 0;
  if (const int attempt = scheduler_.status(run.id).attempt; attempt > 0) {
    rows = count_history_rows(folder_.attempt(run.id, attempt) / "history.csv");
    // One that has just begun has not taken over yet what was left, perhaps not by the number before its own:
    // numbers that were only handed out leave nothing.
    if (rows == 0) rows = count_history_rows(source_of(folder_, run.id, attempt) / "history.csv");
  }
  // Writing the result comes after the last epoch, so a running run never counts as whole.
  return std::min(0.99, static_cast<double>(rows) / run.epochs);
}

void Coordinator::look_at_progress() {
  Progress progress;
  double furthest = -1;
  for (const auto& run : scheduler_.runs()) {
    const RunStatus& status = scheduler_.status(run.id);
    if (status.state == RunState::kRunning) {
      scheduler_.handle(RunProgress{run.id, fraction_done(run)});
      if (status.progress > furthest && run.epochs > 0) {
        furthest = status.progress;
        progress.run = run.id;
        progress.epochs = run.epochs;
        progress.epoch = static_cast<int>(status.progress * run.epochs + 0.5);
      }
    }
    progress.work_done += status.progress;
  }
  progress.counts = scheduler_.counts();
  progress.eta_s = eta_.estimate(scheduler_, std::chrono::steady_clock::now());
  options_.show_progress(progress);
}

}  // namespace sonosweep::farm
