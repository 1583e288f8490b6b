#include "sweep/scheduler.h"

#include <algorithm>

#include "core/error.h"

namespace sonosweep::sweep {
namespace {

// A run that keeps ending "on purpose" without being asked must not run for ever.
constexpr int kMaxUnaskedStops = 10;

int& count_of(RunCounts& counts, RunState state) {
  switch (state) {
    case RunState::kRunning:
      return counts.running;
    case RunState::kDone:
      return counts.done;
    case RunState::kFailed:
      return counts.failed;
    case RunState::kBlocked:
      return counts.blocked;
    case RunState::kWaiting:
      break;
  }
  return counts.waiting;
}

}  // namespace

Scheduler::Scheduler(std::vector<PlannedRun> runs, int retries)
    : runs_(std::move(runs)),
      status_(runs_.size()),
      dependents_(runs_.size()),
      open_needs_(runs_.size(), 0),
      retries_(retries) {
  (void)order_of_needs(runs_);  // throws where there is none
  for (std::size_t i = 0; i < runs_.size(); ++i) index_.emplace(runs_[i].id, i);
  for (std::size_t i = 0; i < runs_.size(); ++i)
    for (const auto& need : runs_[i].needs) {
      dependents_[index(need)].push_back(i);
      ++open_needs_[i];
    }
  counts_.total = counts_.waiting = static_cast<int>(runs_.size());
  for (std::size_t i = 0; i < runs_.size(); ++i)
    if (open_needs_[i] == 0) ready_.insert(i);
  for (std::size_t i = 0; i < runs_.size(); ++i)
    if (runs_[i].done) settle(i, {OutcomeKind::kDone, ""});
}

std::size_t Scheduler::index(const std::string& run_id) const {
  const auto found = index_.find(run_id);
  if (found == index_.end()) throw_error<Error>("run '{}' is not planned", run_id);
  return found->second;
}

const RunStatus& Scheduler::status(const std::string& run_id) const {
  return status_[index(run_id)];
}

bool Scheduler::finished() const {
  return counts_.running == 0 && (closed_ || ready_.empty());
}

std::vector<Command> Scheduler::handle(const Event& event) {
  std::vector<Command> commands;
  std::visit([&](const auto& value) { on(value, commands); }, event);
  hand_out(commands);
  if (finished()) {
    for (const int worker : present_) commands.emplace_back(DismissWorker{worker});
    present_.clear();
  }
  return commands;
}

void Scheduler::on(const WorkerJoined& event, std::vector<Command>& commands) {
  if (event.slots < 1) throw_error<Error>("worker {} offers {} slots", event.worker, event.slots);
  on(WorkerLost{event.worker}, commands);  // if it was here before, what it ran is gone
  Worker& worker = workers_[event.worker];
  worker.slots = event.slots;
  set_busy(event.worker, worker, 0);
  present_.insert(event.worker);
}

void Scheduler::on(const WorkerLost& event, std::vector<Command>&) {
  const auto found = workers_.find(event.worker);
  if (found == workers_.end()) return;
  const std::set<std::size_t> lost = found->second.runs;
  for (const auto run : lost) {
    release(run);
    settle(run, {OutcomeKind::kFailed, fmt::format("its worker {} was lost", event.worker)});
  }
  idle_.erase({0, event.worker});
  workers_.erase(found);
  present_.erase(event.worker);
}

void Scheduler::on(const RunFinished& event, std::vector<Command>&) {
  const std::size_t run = index(event.run);
  const RunStatus& status = status_[run];
  // News of an attempt that was given up meanwhile changes nothing.
  if (status.state != RunState::kRunning || status.attempt != event.attempt || status.worker != event.worker)
    return;
  release(run);
  settle(run, event.outcome);
}

void Scheduler::on(const RunProgress& event, std::vector<Command>&) {
  RunStatus& status = status_[index(event.run)];
  if (status.state != RunState::kDone) status.progress = std::clamp(event.fraction, 0.0, 1.0);
}

void Scheduler::on(const StartsClosed&, std::vector<Command>&) {
  closed_ = true;
}

void Scheduler::on(const StopRequested&, std::vector<Command>& commands) {
  closed_ = true;
  if (std::exchange(stopping_, true)) return;
  for (const auto& [id, worker] : workers_)
    if (worker.busy > 0) commands.emplace_back(StopWorker{id});
}

// Takes a run from its worker.
void Scheduler::release(std::size_t run) {
  RunStatus& status = status_[run];
  Worker& worker = workers_.at(status.worker);
  worker.runs.erase(run);
  set_busy(status.worker, worker, worker.busy - runs_[run].resources.slots);
  status.worker = -1;
}

void Scheduler::settle(std::size_t run, const RunOutcome& outcome) {
  RunStatus& status = status_[run];
  const bool unasked = outcome.kind == OutcomeKind::kStopped && !stopping_;
  const bool failed = outcome.kind == OutcomeKind::kFailed || outcome.kind == OutcomeKind::kFailedForGood ||
                      (unasked && ++status.stops > kMaxUnaskedStops);
  if (outcome.kind == OutcomeKind::kDone) {
    status.progress = 1;
    set_state(run, RunState::kDone);
    for (const auto dependent : dependents_[run])
      if (--open_needs_[dependent] == 0 && status_[dependent].state == RunState::kWaiting)
        ready_.insert(dependent);
    return;
  }
  if (failed) {
    ++status.failures;
    status.cause = outcome.cause;
    if (outcome.kind == OutcomeKind::kFailedForGood || status.failures > retries_) {
      set_state(run, RunState::kFailed);
      block_dependents(run);
      return;
    }
  }
  set_state(run, RunState::kWaiting);
  ready_.insert(run);
}

void Scheduler::block_dependents(std::size_t run) {
  for (const auto dependent : dependents_[run]) {
    if (status_[dependent].state != RunState::kWaiting) continue;
    status_[dependent].cause = fmt::format("needs {}, which failed", runs_[run].id);
    set_state(dependent, RunState::kBlocked);
    block_dependents(dependent);
  }
}

void Scheduler::set_state(std::size_t run, RunState state) {
  --count_of(counts_, status_[run].state);
  ++count_of(counts_, state);
  status_[run].state = state;
  ready_.erase(run);
}

void Scheduler::set_busy(int id, Worker& worker, int busy) {
  idle_.erase({worker.busy, id});
  worker.busy = busy;
  if (busy < worker.slots) idle_.insert({busy, id});
}

void Scheduler::hand_out(std::vector<Command>& commands) {
  if (closed_) return;
  for (auto next = ready_.begin(); next != ready_.end() && !idle_.empty();) {
    const std::size_t run = *next++;  // set_state() below takes it out of ready_
    const int slots = runs_[run].resources.slots;
    const auto fits = std::find_if(idle_.begin(), idle_.end(), [&](const auto& candidate) {
      return candidate.first + slots <= workers_.at(candidate.second).slots;
    });
    if (fits == idle_.end()) continue;
    const int id = fits->second;
    Worker& worker = workers_.at(id);
    RunStatus& status = status_[run];
    worker.runs.insert(run);
    set_busy(id, worker, worker.busy + slots);
    set_state(run, RunState::kRunning);
    status.worker = id;
    ++status.attempt;
    commands.emplace_back(StartRun{runs_[run].id, status.attempt, id});
  }
}

}  // namespace sonosweep::sweep
