#include "farm/launch/coordinator.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "core/build_info.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "farm/launch/supervisor.h"
#include "farm/launch/time_margin.h"
#include "farm/processes/node.h"
#include "farm/schedule/done_runs.h"
#include "farm/status/attempt_numbers.h"

namespace sonosweep::farm {
namespace {

using std::chrono::steady_clock;

double real_unix_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

CoordinatorOptions with_clocks(CoordinatorOptions options, const ResultsFolder& folder) {
  if (!options.unix_time) options.unix_time = real_unix_time;
  if (!options.clock) options.clock = steady_seconds;
  if (!options.can_write) options.can_write = [root = folder.root()] { return can_write(root); };
  return options;
}

std::vector<PlannedRun> with_what_is_done(std::vector<PlannedRun> plan, const ResultsFolder& folder,
                                          const CoordinatorOptions& options) {
  adopt_finished_attempts(plan, folder, options.say);
  mark_done(plan, folder, options.say);
  try {
    count_attempts_of_journal(plan, folder.journal_file());
  } catch (const Error& error) {
    options.say(LogLevel::kWarning,
                fmt::format("{}; attempts are numbered by the folders that are there", error.what()));
  }
  return plan;
}

// For people: the last few lines, each on one of its own.
std::string last_lines(const std::vector<std::string>& log) {
  constexpr std::size_t kLines = 10;
  std::string text;
  for (std::size_t i = log.size() > kLines ? log.size() - kLines : 0; i < log.size(); ++i)
    text += "\n  | " + log[i];
  return text;
}

SchedulerOptions scheduler_options(const CoordinatorOptions& options) {
  SchedulerOptions result;
  result.retries = options.retries;
  result.gpu_share = options.gpu_share;
  result.time_margin_s = time_margin(options.unix_time(), options.deadline);
  return result;
}

}  // namespace

Coordinator::Coordinator(Transport& transport, std::vector<PlannedRun> plan, ResultsFolder folder,
                         LaunchSetup setup, CoordinatorOptions options)
    : transport_(transport),
      folder_(std::move(folder)),
      setup_(std::move(setup)),
      options_(with_clocks(std::move(options), folder_)),
      promotions_(folder_),
      scheduler_(with_what_is_done(std::move(plan), folder_, options_), scheduler_options(options_)),
      journal_(folder_.journal_file()),
      roll_(options_.lease),
      disk_(options_.can_write),
      eta_(steady_clock::now()),
      start_time_(options_.unix_time()),
      time_margin_s_(time_margin(start_time_, options_.deadline)) {
  setup_.lease_s = options_.lease.seconds;
  for (std::size_t i = 0; i < scheduler_.runs().size(); ++i) position_.emplace(scheduler_.runs()[i].id, i);
}

WorkerJoined Coordinator::joined(int rank) const {
  const auto& worker = roll_.worker(rank);
  WorkerJoined event{rank, worker.slots};
  for (const auto& gpu : worker.gpus) event.gpu_bytes.push_back(gpu.memory_bytes);
  event.ahead = worker.slots * options_.ahead_per_slot;
  return event;
}

void Coordinator::answer_hello(int rank) {
  LaunchSetup setup = setup_;
  setup.slots = roll_.worker(rank).slots;
  setup.incarnation = roll_.worker(rank).hello.incarnation;
  send(rank, setup);
}

void Coordinator::welcome(int rank) {
  answer_hello(rank);
  const auto& worker = roll_.worker(rank);
  JournalEntry entry{"worker", "", 0, rank};
  entry.fields = {{"host", worker.hello.host},
                  {"slots", std::to_string(worker.slots)},
                  {"gpus", std::to_string(worker.gpus.size())}};
  const Hello& hello = worker.hello;
  if (!hello.launch.empty()) entry.fields.emplace_back("launch", hello.launch);
  if (!hello.slurm_job.empty()) entry.fields.emplace_back("slurm_job", hello.slurm_job);
  if (hello.deadline) entry.fields.emplace_back("deadline", std::to_string(*hello.deadline));
  journal_.append(entry);
}

void Coordinator::begin(const std::vector<Hello>& workers) {
  std::set<std::string> hosts;
  int slots = 0;
  std::size_t gpus = 0;
  const double now = options_.clock();
  last_round_ = now;
  own_ranks_ = static_cast<int>(workers.size());
  WorkersJoined all;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    const Hello& hello = workers[i];
    const int rank = static_cast<int>(i);
    roll_.take_in(rank, hello, slots_of_rank(hello.cores, setup_.threads, hello.local_rank, hello.local_size),
                  now);
    all.workers.push_back(joined(rank));
    slots += all.workers.back().slots;
    gpus += all.workers.back().gpu_bytes.size();
    hosts.insert(hello.host);
  }
  const RunCounts counts = scheduler_.counts();
  std::string summary =
      fmt::format("{}, {} of them done already; {} on {}, {}", counted(counts.total, "run"), counts.done,
                  counted(slots, "slot"), counted(workers.size(), "rank"), counted(hosts.size(), "node"));
  if (gpus > 0) summary += ", " + counted(gpus, "GPU");
  options_.say(LogLevel::kInfo, summary);
  JournalEntry launch{"launch", "", 0, -1, summary};
  launch.fields = {{"version", build_info().version},      {"host", host_name()},
                   {"pid", std::to_string(::getpid())},    {"ranks", std::to_string(workers.size())},
                   {"slots", std::to_string(slots)},       {"gpus", std::to_string(gpus)},
                   {"runs", std::to_string(counts.total)}, {"done", std::to_string(counts.done)}};
  if (options_.deadline) launch.fields.emplace_back("deadline", std::to_string(*options_.deadline));
  if (const char* job = std::getenv("SLURM_JOB_ID")) launch.fields.emplace_back("slurm_job", job);
  journal_.append(launch);
  for (std::size_t rank = 0; rank < workers.size(); ++rank) welcome(static_cast<int>(rank));
  check_deadline();
  for (const auto& run : scheduler_.runs())
    if (!run.done) scheduler_.handle(RunProgress{run.id, fraction_done(run)});
  if (stop_requested() != 0) stop(fmt::format("signal {}", stop_requested()));
  execute(scheduler_.handle(all));
  flush();
}

void Coordinator::handle(int from, const Message& message) {
  if (const auto* beat = std::get_if<Beat>(&message)) return on(from, *beat);
  if (const auto* started = std::get_if<Started>(&message)) return on(from, *started);
  if (const auto* finished = std::get_if<Finished>(&message)) return on(from, *finished);
  if (const auto* hello = std::get_if<Hello>(&message)) return on(from, *hello);
  if (const auto* leaving = std::get_if<Leaving>(&message)) return on(from, *leaving);
  if (const auto* asked = std::get_if<StopAsked>(&message)) {
    send(from, StopAll{});
    return stop(fmt::format("signal {} on rank {}", asked->signal_number, from));
  }
  throw_error<Error>("the coordinator got an unexpected message from rank {}", from);
}

void Coordinator::on(int from, const Hello& hello) {
  const double now = options_.clock();
  const int slots = slots_of_rank(hello.cores, setup_.threads, hello.local_rank, hello.local_size);
  if (!roll_.take_in(from, hello, slots, now)) {
    if (roll_.hear(from, hello.incarnation, now)) {
      answer_hello(from);  // it has not heard the first answer
    } else {
      send(from, GivenUp{hello.incarnation});  // before it ever heard an answer
    }
    return;
  }
  options_.say(
      LogLevel::kInfo,
      fmt::format("rank {} on {} {}{}", from, hello.host, from < own_ranks_ ? "is back" : "helps",
                  hello.slurm_job.empty() ? std::string() : fmt::format(" (Slurm job {})", hello.slurm_job)));
  leaving_.erase(from);
  welcome(from);
  if (finished_) return send(from, ShutDown{exit_code()});
  execute(scheduler_.handle(joined(from)));
}

void Coordinator::on(int from, const Beat& beat) {
  if (!roll_.hear(from, beat.incarnation, options_.clock())) return send(from, GivenUp{beat.incarnation});
  for (const auto& attempt : beat.held) roll_.confirm(from, attempt);
  send(from, Alive{beat.incarnation});
  if (stopping_) send(from, StopAll{});
  if (finished_) send(from, ShutDown{exit_code()});
}

bool Coordinator::is_current(int from, const Attempt& attempt) const {
  if (position_.count(attempt.run) == 0) return false;
  const RunStatus& status = scheduler_.status(attempt.run);
  return status.state == RunState::kRunning && status.attempt == attempt.number && status.worker == from;
}

void Coordinator::on(int from, const Started& started) {
  if (!roll_.hear(from, started.incarnation, options_.clock())) return;
  roll_.confirm(from, started.attempt);
  const auto& [run, number] = started.attempt;
  if (!is_current(from, started.attempt) || scheduler_.status(run).started) return;
  execute(scheduler_.handle(RunStarted{run, number, from}));
  eta_.running(run, steady_clock::now());
  journal_.append({"started", run, number, from});
}

void Coordinator::on(int from, const Finished& finished) {
  if (!roll_.hear(from, finished.incarnation, options_.clock()))
    return send(from, GivenUp{finished.incarnation});
  roll_.confirm(from, finished.attempt);
  if (unsettled_.count(finished.attempt) != 0) return;
  if (finished.outcome.death == DeathCause::kLostNode) {
    // Whatever it were given next would end the same way.
    if (is_current(from, finished.attempt)) lose(from, finished.outcome.cause);
    return send(from, Ack{finished.attempt});
  }
  // News of an attempt that was given up changes nothing, and neither does the same once more.
  if (is_current(from, finished.attempt) && !settle(from, finished)) {
    unsettled_.emplace(finished.attempt, std::pair(from, finished));
    return;
  }
  send(from, Ack{finished.attempt});
}

void Coordinator::on(int from, const Leaving& leaving) {
  if (!roll_.hear(from, leaving.incarnation, options_.clock())) return send(from, ShutDown{kExitStopped});
  if (finished_) return send(from, ShutDown{exit_code()});
  if (leaving_.emplace(from, leaving.cause).second) execute(scheduler_.handle(WorkerLeaving{from}));
}

// False: the disk does not take the result.
bool Coordinator::settle(int from, const Finished& finished) {
  const auto& [run, number] = finished.attempt;
  auto [outcome, trouble] = promotions_.settle(finished);
  // The next launch takes it.
  if (!outcome && stopping_) outcome = RunOutcome{OutcomeKind::kStopped, trouble, DeathCause::kDiskFull};
  if (!outcome) {
    meet_full_disk(fmt::format("the result of {} cannot be put in its place ({})", run, trouble));
    return false;
  }
  eta_.ended(run, steady_clock::now());
  JournalEntry entry{"done", run, number, from, outcome->cause};
  if (outcome->kind == OutcomeKind::kStopped) entry.event = "stopped";
  if (outcome->kind == OutcomeKind::kFailed || outcome->kind == OutcomeKind::kFailedForGood)
    entry.event = "failed";
  entry.fields = {{"death", death_cause_name(outcome->death)},
                  {"wall_s", fmt::format("{:.3f}", finished.wall_s)},
                  {"cpu_s", fmt::format("{:.3f}", finished.cpu_s)},
                  {"peak_bytes", std::to_string(finished.peak_bytes)},
                  {"gpu_peak_bytes", std::to_string(finished.gpu_peak_bytes)}};
  journal_.append(entry);
  if (outcome->kind == OutcomeKind::kDone)
    options_.say(LogLevel::kInfo, fmt::format("{}: done in {}", run, human_duration(finished.wall_s)));
  // Before it would be started again.
  if (outcome->death == DeathCause::kDiskFull) meet_full_disk(fmt::format("{} met a full disk", run));
  const auto commands =
      scheduler_.handle(RunFinished{run, number, from, *outcome, finished.wall_s, finished.gpu_peak_bytes});
  if (scheduler_.status(run).state == RunState::kFailed) {
    Finished failed = finished;
    failed.outcome = *outcome;
    write_failure(failed);
    options_.say(LogLevel::kError,
                 fmt::format("{}: failed for good at attempt {}: {}; its log: {}{}", run, number,
                             outcome->cause, folder_.log_file(run).string(), last_lines(finished.log_tail)));
  } else if (entry.event == "failed") {
    options_.say(LogLevel::kWarning, fmt::format("{}: attempt {} failed: {}; {}", run, number, outcome->cause,
                                                 scheduler_.closed() ? "stopping" : "it is tried again"));
  }
  execute(commands);
  return true;
}

void Coordinator::write_failure(const Finished& finished) {
  try {
    promotions_.record_failure(finished);
  } catch (const Error& error) {
    options_.say(LogLevel::kWarning,
                 fmt::format("the failure of {} cannot be recorded: {}", finished.attempt.run, error.what()));
  }
}

void Coordinator::execute(const std::vector<Command>& commands) {
  for (const auto& command : commands) std::visit([this](const auto& value) { obey(value); }, command);
}

void Coordinator::obey(const StartRun& command) {
  const auto& worker = roll_.worker(command.worker);
  const auto& resources = planned(command.run).resources;
  Start start{worker.hello.incarnation, {command.run, command.attempt}, resources.slots};
  if (command.gpu >= 0) start.gpu = worker.gpus.at(static_cast<std::size_t>(command.gpu)).uuid;
  // Of a node with GPUs, a run that was given none is to see none.
  start.no_gpu = command.gpu < 0 && !worker.hello.gpus.empty();
  JournalEntry entry{"start", command.run, command.attempt, command.worker};
  entry.fields = {{"host", worker.hello.host}};
  if (!start.gpu.empty()) entry.fields.emplace_back("gpu", start.gpu);
  journal_.append(entry);
  eta_.started(command.run, scheduler_.status(command.run).progress, steady_clock::now());
  roll_.sent(command.worker, start, options_.clock());
  send(command.worker, start);
}

void Coordinator::obey(const StopWorker& command) {
  send(command.worker, StopAll{});
}

void Coordinator::obey(const DismissWorker& command) {
  send(command.worker, ShutDown{exit_code()});
  finish();
}

void Coordinator::finish() {
  if (std::exchange(finished_, true)) return;
  JournalEntry entry{"end", "", 0, -1, fmt::format("exit code {}", exit_code())};
  entry.fields = {{"exit_code", std::to_string(exit_code())}};
  journal_.append(entry);
}

// On the disk before anybody acts on what it says.
void Coordinator::flush() {
  if (outbox_.empty()) return;
  const bool recorded = journal_.sync();
  if (!recorded && options_.clock() >= next_probe_) {
    next_probe_ = options_.clock() + 1;
    if (!disk_.is_full() && !options_.can_write()) meet_full_disk("the journal cannot be written");
  }
  // The next launch would give a number once more that no record tells of. It is not confirmed, so the roll
  // sends it again; whoever ends is to hear of it now, and drops it.
  const auto waits = [&](const Outgoing& outgoing) {
    return !recorded && disk_.is_full() && outgoing.starts && !stopping_ && leaving_.count(outgoing.to) == 0;
  };
  for (const auto& outgoing : outbox_)
    if (!waits(outgoing)) transport_.send(outgoing.to, outgoing.text);
  outbox_.clear();
}

void Coordinator::stop(const std::string& why) {
  if (finished_ || std::exchange(stopping_, true)) return;  // mpirun signals every rank
  journal_.append({"stop", "", 0, -1, why});
  options_.say(LogLevel::kInfo,
               fmt::format("stopping ({}): nothing new is started, runs save their state", why));
  execute(scheduler_.handle(StopRequested{}));
  retry_settling();
}

bool Coordinator::gave_up_any() const {
  for (int rank = 0; rank < own_ranks_; ++rank)
    if (!roll_.is_present(rank)) return true;
  return false;
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

}  // namespace sonosweep::farm
