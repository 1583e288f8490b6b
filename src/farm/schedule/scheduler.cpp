#include "farm/schedule/scheduler.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

// A run that keeps ending "on purpose" without being asked must not run for ever.
constexpr int kMaxUnaskedStops = 10;
// Where a worker is lost, the node is more likely to blame than its runs.
constexpr int kMaxLosses = 5;
// A full disk is not the run's fault, unless it fills it itself each time.
constexpr int kMaxFullDisks = 20;

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

SchedulerOptions with_retries(int retries) {
  SchedulerOptions options;
  options.retries = retries;
  return options;
}

}  // namespace

Scheduler::Scheduler(std::vector<PlannedRun> runs, int retries)
    : Scheduler(std::move(runs), with_retries(retries)) {}

Scheduler::Scheduler(std::vector<PlannedRun> runs, const SchedulerOptions& options)
    : runs_(std::move(runs)),
      options_(options),
      order_(order_of_needs(runs_)),
      dependents_(dependents_of(runs_)),
      status_(runs_.size()),
      open_needs_(runs_.size(), 0),
      progress_at_start_(runs_.size(), 0),
      alone_(runs_.size(), false),
      arrival_(runs_.size(), 0),
      learned_(runs_),
      ready_(runs_.size()) {
  counts_.total = counts_.waiting = static_cast<int>(runs_.size());
  for (Run i = 0; i < runs_.size(); ++i) {
    index_.emplace(runs_[i].id, i);
    open_needs_[i] = static_cast<int>(runs_[i].needs.size());
    status_[i].attempt = runs_[i].attempts_before;
  }
  set_order();
  for (Run i = 0; i < runs_.size(); ++i)
    if (runs_[i].needs.empty() && !runs_[i].done) make_ready(i);
  for (Run i = 0; i < runs_.size(); ++i)
    if (runs_[i].done) set_done(i);
}

Scheduler::Run Scheduler::index(const std::string& run_id) const {
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
  if (!std::holds_alternative<RunStarted>(event)) hand_out(commands);  // that one frees nothing
  if (finished()) {
    for (const int worker : present_) commands.emplace_back(DismissWorker{worker});
    present_.clear();
  }
  return commands;
}

void Scheduler::on(const WorkerJoined& event, std::vector<Command>& commands) {
  on(WorkerLost{event.worker}, commands);  // if it was here before, what it ran is gone
  pool_.join(event.worker, event.slots, event.gpu_bytes, event.ahead);
  present_.insert(event.worker);
}

void Scheduler::on(const WorkersJoined& event, std::vector<Command>& commands) {
  for (const auto& worker : event.workers) on(worker, commands);
}

void Scheduler::on(const WorkerLost& event, std::vector<Command>&) {
  const std::vector<Run> lost = pool_.runs_of(event.worker);
  pool_.leave(event.worker);
  present_.erase(event.worker);
  for (const Run run : lost) {
    status_[run].worker = -1;
    settle(run, {OutcomeKind::kFailed, fmt::format("its worker {} was lost", event.worker),
                 DeathCause::kLostNode});
  }
}

void Scheduler::on(const WorkerLeaving& event, std::vector<Command>&) {
  pool_.close(event.worker);
}

std::optional<Scheduler::Run> Scheduler::current(const std::string& run_id, int attempt, int worker) const {
  const Run run = index(run_id);
  const RunStatus& status = status_[run];
  if (status.state != RunState::kRunning || status.attempt != attempt || status.worker != worker)
    return std::nullopt;
  return run;
}

void Scheduler::on(const RunStarted& event, std::vector<Command>&) {
  if (const auto run = current(event.run, event.attempt, event.worker)) status_[*run].started = true;
}

void Scheduler::on(const RunFinished& event, std::vector<Command>&) {
  const auto run = current(event.run, event.attempt, event.worker);
  if (!run) return;  // news of an attempt that was given up meanwhile changes nothing
  status_[*run].started = true;
  release(*run);
  learn(*run, event);
  if (event.outcome.kind == OutcomeKind::kStopped && pool_.is_closed(event.worker)) return put_back(*run);
  settle(*run, event.outcome);
}

void Scheduler::learn(Run run, const RunFinished& event) {
  learn_gpu_bytes(run, event.gpu_peak_bytes);
  if (event.outcome.kind != OutcomeKind::kDone || event.took_s <= 0) return;
  // An attempt that went on where another had stopped took only its part. From a small part nothing follows.
  const double part = 1 - progress_at_start_[run];
  if (part < 0.1) return;
  if (learned_.learn_duration(run, event.took_s / part)) set_order();
}

void Scheduler::learn_gpu_bytes(Run run, std::uint64_t bytes) {
  if (!learned_.learn_gpu_bytes(run, bytes)) return;
  for (WorkerPool::Shape shape = 0; shape < examples_.size(); ++shape)
    if (learned_.kind_of(examples_[shape].run) == learned_.kind_of(run))
      pool_.set_claim(shape, claim_of(examples_[shape]));
}

void Scheduler::on(const RunProgress& event, std::vector<Command>&) {
  const Run run = index(event.run);
  RunStatus& status = status_[run];
  if (status.state == RunState::kDone) return;
  status.progress = std::clamp(event.fraction, 0.0, 1.0);
  // An attempt that could not go on where another had stopped began anew.
  progress_at_start_[run] = std::min(progress_at_start_[run], status.progress);
  if (ready_.contains(run) || held_.count(run) != 0) make_ready(run);
}

void Scheduler::on(const TimeLeft& event, std::vector<Command>&) {
  time_left_ = event.seconds;
  for (const Run run : ready_.runs())
    if (!in_time(run)) {
      ready_.erase(run);
      held_.insert(run);
    }
}

void Scheduler::on(const StartsPaused& event, std::vector<Command>&) {
  paused_ = event.paused;
}

void Scheduler::on(const StartsClosed&, std::vector<Command>&) {
  closed_ = true;
}

void Scheduler::on(const StopRequested&, std::vector<Command>& commands) {
  closed_ = true;
  if (std::exchange(stopping_, true)) return;
  for (const int worker : pool_.busy_workers()) commands.emplace_back(StopWorker{worker});
}

// Takes a run from its worker.
void Scheduler::release(Run run) {
  pool_.release(run, status_[run].worker);
  status_[run].worker = -1;
}

void Scheduler::settle(Run run, const RunOutcome& outcome) {
  if (outcome.kind == OutcomeKind::kDone) return set_done(run);
  if (is_hopeless(run, outcome)) {
    set_state(run, RunState::kFailed);
    block_dependents(run);
    return;
  }
  put_back(run);
}

void Scheduler::put_back(Run run) {
  set_state(run, RunState::kWaiting);
  make_ready(run);
}

// Counts what happened.
bool Scheduler::is_hopeless(Run run, const RunOutcome& outcome) {
  RunStatus& status = status_[run];
  if (outcome.kind == OutcomeKind::kStopped) {
    if (stopping_ || ++status.stops <= kMaxUnaskedStops) return false;
  }
  status.cause = outcome.cause;
  status.death = outcome.death;
  if (outcome.kind == OutcomeKind::kFailedForGood) {
    ++status.failures;
    return true;
  }
  if (outcome.death == DeathCause::kLostNode)
    return status.started && ++status.losses > std::max(options_.retries, kMaxLosses);
  if (outcome.death == DeathCause::kDiskFull) return ++status.full_disks > kMaxFullDisks;
  if (outcome.death == DeathCause::kOutOfMemory) alone_[run] = true;
  return ++status.failures > options_.retries;
}

void Scheduler::set_done(Run run) {
  status_[run].progress = 1;
  set_state(run, RunState::kDone);
  for (const Run dependent : dependents_[run])
    if (--open_needs_[dependent] == 0 && status_[dependent].state == RunState::kWaiting &&
        !runs_[dependent].done)
      make_ready(dependent);
}

void Scheduler::block_dependents(Run run) {
  for (const Run dependent : dependents_[run]) {
    if (status_[dependent].state != RunState::kWaiting) continue;
    status_[dependent].cause = fmt::format("needs {}, which failed", runs_[run].id);
    set_state(dependent, RunState::kBlocked);
    block_dependents(dependent);
  }
}

void Scheduler::set_state(Run run, RunState state) {
  RunStatus& status = status_[run];
  --count_of(counts_, status.state);
  ++count_of(counts_, state);
  status.state = state;
  status.started = false;
  if (state != RunState::kRunning) status.gpu = kNoGpu;
  ready_.erase(run);
  held_.erase(run);
}

Claim Scheduler::claim_of(const Example& example) const {
  const Resources& wanted = runs_[example.run].resources;
  Claim claim;
  claim.slots = wanted.slots;
  claim.gpus = wanted.gpus;
  claim.gpu_bytes = wanted.gpus > 0 ? learned_.gpu_bytes(example.run) : 0;
  claim.alone = example.alone || !options_.gpu_share || claim.gpu_bytes == 0;
  return claim;
}

WorkerPool::Shape Scheduler::shape_of(Run run) {
  const Resources& wanted = runs_[run].resources;
  const auto [found, is_new] = shapes_.try_emplace(
      {learned_.kind_of(run), wanted.slots, wanted.gpus, wanted.gpu_bytes, alone_[run]}, examples_.size());
  if (is_new) {
    examples_.push_back({run, alone_[run]});
    pool_.add_shape(claim_of(examples_.back()));
  }
  return found->second;
}

}  // namespace sonosweep::farm
