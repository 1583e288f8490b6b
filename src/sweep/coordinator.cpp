#include "sweep/coordinator.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "sweep/attempt_folder.h"
#include "sweep/node.h"
#include "sweep/run_result.h"
#include "sweep/study_plan.h"

namespace sonosweep::sweep {
namespace {

using std::chrono::steady_clock;

double real_unix_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

CoordinatorOptions with_clock(CoordinatorOptions options) {
  if (!options.unix_time) options.unix_time = real_unix_time;
  return options;
}

// What starts shortly before the deadline would only be stopped again: the last tenth of the time, at most 30
// s.
double last_moments(double start, double deadline) {
  return std::clamp((deadline - start) / 10, 0.0, 30.0);
}

std::vector<PlannedRun> with_what_is_done(std::vector<PlannedRun> plan, const ResultsFolder& folder,
                                          const CoordinatorOptions& options) {
  adopt_finished_attempts(plan, folder, options.say);
  mark_done(plan, folder, options.say);
  return plan;
}

}  // namespace

Coordinator::Coordinator(Transport& transport, std::vector<PlannedRun> plan, ResultsFolder folder,
                         LaunchSetup setup, CoordinatorOptions options)
    : transport_(transport),
      folder_(std::move(folder)),
      setup_(std::move(setup)),
      options_(with_clock(std::move(options))),
      scheduler_(with_what_is_done(std::move(plan), folder_, options_), options_.retries),
      journal_(folder_.journal_file()),
      eta_(steady_clock::now()),
      start_time_(options_.unix_time()) {}

void Coordinator::begin(const std::vector<Hello>& workers) {
  std::set<std::string> hosts;
  int slots = 0;
  std::vector<WorkerJoined> joined;
  for (std::size_t rank = 0; rank < workers.size(); ++rank) {
    const Hello& hello = workers[rank];
    joined.push_back({static_cast<int>(rank),
                      slots_of_rank(hello.cores, setup_.threads, hello.local_rank, hello.local_size)});
    slots += joined.back().slots;
    hosts.insert(hello.host);
  }
  const RunCounts counts = scheduler_.counts();
  const std::string summary =
      fmt::format("{} runs, {} of them done already; {} slots on {} ranks, {} node{}", counts.total,
                  counts.done, slots, workers.size(), hosts.size(), hosts.size() == 1 ? "" : "s");
  options_.say(LogLevel::kInfo, summary);
  journal_.append({"launch", "", 0, -1, summary});
  check_deadline();
  for (std::size_t rank = 0; rank < workers.size(); ++rank)
    transport_.send(static_cast<int>(rank), to_text(setup_));
  for (const auto& run : scheduler_.runs()) scheduler_.handle(RunProgress{run.id, fraction_done(run)});
  if (stop_requested() != 0) stop(fmt::format("signal {}", stop_requested()));
  for (const auto& worker : joined) execute(scheduler_.handle(worker));
}

void Coordinator::handle(int from, const Message& message) {
  if (const auto* finished = std::get_if<Finished>(&message)) return on(from, *finished);
  if (const auto* asked = std::get_if<StopAsked>(&message))
    return stop(fmt::format("signal {} on rank {}", asked->signal_number, from));
  throw_error<Error>("the coordinator got an unexpected message from rank {}", from);
}

// The journal is on the disk before anybody acts on what it says.
void Coordinator::execute(const std::vector<Command>& commands) {
  bool last = false;
  for (const auto& command : commands) {
    if (const auto* start = std::get_if<StartRun>(&command))
      journal_.append({"start", start->run, start->attempt, start->worker});
    last |= std::holds_alternative<DismissWorker>(command);
  }
  if (last && !finished_) journal_.append({"end", "", 0, -1, fmt::format("exit code {}", exit_code())});
  journal_.sync();
  for (const auto& command : commands) std::visit([this](const auto& value) { obey(value); }, command);
}

void Coordinator::obey(const StartRun& command) {
  const auto now = steady_clock::now();
  const auto& runs = scheduler_.runs();
  const auto run = std::find_if(runs.begin(), runs.end(), [&](const auto& r) { return r.id == command.run; });
  eta_.started(command.run, fraction_done(*run), now);
  started_[command.run] = now;
  transport_.send(command.worker, to_text(Start{command.run, command.attempt}));
}

void Coordinator::obey(const StopWorker& command) {
  transport_.send(command.worker, to_text(StopAll{}));
}

void Coordinator::obey(const DismissWorker& command) {
  transport_.send(command.worker, to_text(ShutDown{exit_code()}));
  finished_ = true;
}

void Coordinator::on(int from, const Finished& finished) {
  const RunStatus before = scheduler_.status(finished.run);
  if (before.state != RunState::kRunning || before.attempt != finished.attempt || before.worker != from)
    return;
  const auto outcome = promoted(finished);
  eta_.ended(finished.run, steady_clock::now());
  JournalEntry entry{"done", finished.run, finished.attempt, from, outcome.cause};
  if (outcome.kind == OutcomeKind::kStopped) entry.event = "stopped";
  if (outcome.kind == OutcomeKind::kFailed || outcome.kind == OutcomeKind::kFailedForGood)
    entry.event = "failed";
  journal_.append(entry);
  if (outcome.kind == OutcomeKind::kDone) {
    const std::chrono::duration<double> took = steady_clock::now() - started_[finished.run];
    options_.say(LogLevel::kInfo, fmt::format("{}: done in {}", finished.run, human_duration(took.count())));
  }
  const auto commands = scheduler_.handle(RunFinished{finished.run, finished.attempt, from, outcome});
  const RunStatus& after = scheduler_.status(finished.run);
  if (after.state == RunState::kFailed) {
    write_failure(finished);
    options_.say(LogLevel::kError,
                 fmt::format("{}: failed for good at attempt {}: {}; its log: {}", finished.run,
                             finished.attempt, outcome.cause, folder_.log_file(finished.run).string()));
  } else if (entry.event == "failed") {
    options_.say(LogLevel::kWarning,
                 fmt::format("{}: attempt {} failed: {}; {}", finished.run, finished.attempt, outcome.cause,
                             scheduler_.closed() ? "stopping" : "it is tried again"));
  }
  execute(commands);
}

// A finished attempt becomes the run's result before anybody hears of it.
RunOutcome Coordinator::promoted(const Finished& finished) {
  if (finished.outcome.kind != OutcomeKind::kDone) return finished.outcome;
  try {
    if (find_run_result(folder_.attempt(finished.run, finished.attempt) / "result.json"))
      promote(folder_, finished.run, finished.attempt);
    return finished.outcome;
  } catch (const std::exception& error) {
    return {OutcomeKind::kFailed, error.what()};
  }
}

// A failure never takes the place of a result. What the attempt left goes with it: the next launch goes on
// from there.
void Coordinator::write_failure(const Finished& finished) {
  RunResult result;
  result.run_id = finished.run;
  result.cause = finished.outcome.cause;
  result.attempts = finished.attempt;
  result.details["log_tail"] = finished.log_tail;
  const auto home = folder_.attempt(finished.run, finished.attempt);
  try {
    create_folders(home);
    write_run_result(home / "result.json", result);
    promote(folder_, finished.run, finished.attempt);
    return;
  } catch (const Error&) {
    // an attempt's folder that cannot be used may be why it failed
  }
  try {
    create_folders(folder_.run(finished.run));
    write_run_result(folder_.result_file(finished.run), result);
  } catch (const Error& error) {
    options_.say(LogLevel::kWarning,
                 fmt::format("the failure of {} cannot be recorded: {}", finished.run, error.what()));
  }
}

void Coordinator::stop(const std::string& why) {
  if (finished_ || std::exchange(stopping_, true)) return;  // mpirun signals every rank
  journal_.append({"stop", "", 0, -1, why});
  options_.say(LogLevel::kInfo,
               fmt::format("stopping ({}): nothing new is started, runs save their state", why));
  execute(scheduler_.handle(StopRequested{}));
}

void Coordinator::check_deadline() {
  if (!options_.deadline || finished_) return;
  const auto deadline = static_cast<double>(*options_.deadline);
  const double now = options_.unix_time();
  if (now >= deadline) {
    options_.deadline.reset();
    stop("time limit");
  } else if (!scheduler_.closed() && now >= deadline - last_moments(start_time_, deadline)) {
    const std::string why = "the time limit is near: nothing new is started";
    journal_.append({"stop", "", 0, -1, why});
    options_.say(LogLevel::kInfo, why);
    execute(scheduler_.handle(StartsClosed{}));
  }
}

void Coordinator::tick() {
  if (finished_) return;
  check_deadline();
  if (steady_clock::now() >= next_look_) look_at_progress();
}

double Coordinator::fraction_done(const PlannedRun& run) const {
  if (run.epochs <= 0) return 0;
  // An attempt that has just begun has not taken over yet what the one before left.
  int rows = 0;
  const int attempt = scheduler_.status(run.id).attempt;
  for (const auto& home :
       {folder_.attempt(run.id, attempt), folder_.attempt(run.id, attempt - 1), folder_.run(run.id)})
    if ((rows = count_history_rows(home / "history.csv")) > 0) break;
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
  progress.eta_s = eta_.estimate(scheduler_, steady_clock::now());
  options_.show_progress(progress);
  next_look_ = steady_clock::now() + std::chrono::seconds(1);
}

int Coordinator::exit_code() const {
  const RunCounts counts = scheduler_.counts();
  if (counts.waiting > 0 || counts.running > 0) return kExitStopped;
  return counts.failed + counts.blocked > 0 ? kExitFailed : kExitDone;
}

std::vector<LostRun> Coordinator::lost_runs() const {
  std::vector<LostRun> lost;
  for (const auto& run : scheduler_.runs()) {
    const RunStatus& status = scheduler_.status(run.id);
    if (status.state == RunState::kFailed || status.state == RunState::kBlocked)
      lost.push_back({run.id, status.cause, status.state == RunState::kBlocked});
  }
  return lost;
}

}  // namespace sonosweep::sweep
