#include "sweep/supervisor.h"

#include <csignal>
#include <utility>

#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "sweep/journal.h"
#include "sweep/results_folder.h"
#include "sweep/run_result.h"

namespace sonosweep::sweep {
namespace {

constexpr std::size_t kLogTailLines = 50;
// A run checkpoints between two steps; one that has not ended by then hangs.
constexpr std::chrono::minutes kStopGrace{10};

// Exit code 0 is not enough: the result must be there. A run that finds itself done by somebody else leaves
// none.
RunOutcome check_result(const ResultsFolder& folder, const std::string& run, int attempt) {
  const auto path = folder.attempt(run, attempt) / "result.json";
  try {
    auto result = find_run_result(path);
    if (!result) result = find_run_result(folder.result_file(run));
    if (!result)
      return {OutcomeKind::kFailed, "ended with exit code 0 but left no " + path.filename().string()};
    if (!result->done) return {OutcomeKind::kFailed, "ended with exit code 0 but its result says failed"};
    return {};
  } catch (const std::exception& error) {
    return {OutcomeKind::kFailed, error.what()};
  }
}

}  // namespace

Supervisor::Supervisor(Transport& transport, const NodePlace& place, std::vector<std::string> arguments)
    : transport_(transport), place_(place) {
  transport_.send(0, to_text(Hello{std::move(arguments), host_name(), node_cores(place.cpus),
                                   place.local_rank, place.local_size}));
}

void Supervisor::handle(const Message& message) {
  if (const auto* setup = std::get_if<LaunchSetup>(&message)) return on(*setup);
  if (const auto* start = std::get_if<Start>(&message)) return on(*start);
  if (std::holds_alternative<StopAll>(message)) return stop_children();
  if (const auto* shut_down = std::get_if<ShutDown>(&message)) return on(*shut_down);
  throw Error("a supervisor got a message for the coordinator");
}

ChildCommand Supervisor::command_for(const Start& start) const {
  const ResultsFolder folder(setup_.out);
  ChildCommand command;
  command.arguments = {setup_.program, "--data",   setup_.data, "--study", setup_.study,
                       "--out",        setup_.out, "--run",     start.run};
  command.environment = child_environment(setup_.threads);
  command.environment.push_back(fmt::format("SONOSWEEP_ATTEMPT={}", start.attempt));
  const auto home = folder.attempt(start.run, start.attempt);
  create_folders(home);
  command.environment.push_back("SONOSWEEP_ATTEMPT_FOLDER=" + home.string());
  command.log_file = home / "log.txt";
  command.log_header = fmt::format("=== attempt {}, {}, {}: {}", start.attempt, utc_now(), host_name(),
                                   join(command.arguments, " "));
  command.cpus = place_.cpus;
  return command;
}

void Supervisor::on(const Start& start) {
  if (stopping_) return report(start.run, start.attempt, {OutcomeKind::kStopped, "not started"});
  try {
    children_.push_back({start.run, start.attempt, ChildProcess(command_for(start))});
  } catch (const std::exception& error) {
    report(start.run, start.attempt, {OutcomeKind::kFailed, error.what()});
  }
}

void Supervisor::on(const ShutDown& shut_down) {
  children_.clear();  // kills what still runs; after an orderly end nothing does
  exit_code_ = shut_down.exit_code;
  finished_ = true;
}

void Supervisor::stop_children() {
  if (std::exchange(stopping_, true)) return;
  stopping_since_ = std::chrono::steady_clock::now();
  for (auto& child : children_) child.process.ask_to_stop();
}

bool Supervisor::tick() {
  if (stop_requested() != 0 && !asked_to_stop_ && !finished_) {
    asked_to_stop_ = true;
    transport_.send(0, to_text(StopAsked{stop_requested()}));
    stop_children();
  }
  if (stopping_ && !killed_ && std::chrono::steady_clock::now() - stopping_since_ > kStopGrace) {
    killed_ = true;
    for (auto& child : children_) child.process.kill();
  }
  bool happened = false;
  for (std::size_t i = 0; i < children_.size();) {
    const auto end = children_[i].process.poll();
    if (!end) {
      ++i;
      continue;
    }
    const Child child = std::move(children_[i]);
    children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
    report_end(child, *end);
    happened = true;
  }
  return happened;
}

void Supervisor::report_end(const Child& child, const ChildEnd& end) {
  if (end.signal_number == 0 && end.exit_code == kExitDone) {
    const auto outcome = check_result(ResultsFolder(setup_.out), child.run, child.attempt);
    return report(child.run, child.attempt, outcome,
                  outcome.kind == OutcomeKind::kDone ? std::vector<std::string>{}
                                                     : child.process.log_tail(kLogTailLines));
  }
  auto log_tail = child.process.log_tail(kLogTailLines);
  RunOutcome outcome{OutcomeKind::kFailed, describe_end(end, log_tail)};
  const bool by_signal = end.signal_number != 0;
  if (!by_signal && (end.exit_code == kExitUsage || end.exit_code == kExitData))
    outcome.kind = OutcomeKind::kFailedForGood;
  if (!by_signal && end.exit_code == kExitStopped) outcome = {OutcomeKind::kStopped, "stopped on purpose"};
  // Asked to stop, it may die of the question: before it could listen, or because it did not listen in time.
  if (stopping_ && end.signal_number == SIGTERM) outcome.kind = OutcomeKind::kStopped;
  if (killed_ && end.signal_number == SIGKILL)
    outcome = {OutcomeKind::kStopped, "killed: it had not stopped within 10 minutes"};
  report(child.run, child.attempt, outcome, std::move(log_tail));
}

void Supervisor::report(const std::string& run, int attempt, RunOutcome outcome,
                        std::vector<std::string> log_tail) {
  transport_.send(0, to_text(Finished{run, attempt, std::move(outcome), std::move(log_tail)}));
}

}  // namespace sonosweep::sweep
