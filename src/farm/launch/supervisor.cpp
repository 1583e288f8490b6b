#include "farm/launch/supervisor.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/folder.h"
#include "core/log.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "farm/processes/child_environment.h"
#include "farm/processes/classify_death.h"
#include "farm/processes/log_tail.h"
#include "farm/results/attempt_folder.h"
#include "farm/results/results_folder.h"
#include "farm/results/run_result.h"
#include "farm/status/journal.h"

namespace sonosweep::farm {
namespace {

constexpr std::size_t kLogTailLines = 50;
// How often Hello is said until it is answered.
constexpr double kHelloAgain_s = 1;
// A run checkpoints between two steps; one that has not ended by then hangs.
constexpr double kStopGrace_s = 600;

// What the attempt left. A run that finds itself done by somebody else leaves nothing, and is done.
void look_at_result(const ResultsFolder& folder, const Attempt& attempt, DeathEvidence& evidence,
                    std::uint64_t& gpu_peak_bytes) {
  try {
    auto result = find_run_result(folder.attempt(attempt.run, attempt.number) / "result.json");
    if (!result) result = find_run_result(folder.result_file(attempt.run));
    if (!result) return;
    evidence.result = result->done ? ResultState::kDone : ResultState::kSaysFailed;
    if (const auto found = result->details.find("gpu_peak_bytes");
        found != result->details.end() && found->is_number_unsigned())
      gpu_peak_bytes = found->get<std::uint64_t>();
  } catch (const std::exception& error) {
    evidence.result = ResultState::kDamaged;
    evidence.result_damage = error.what();
  }
}

}  // namespace

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Supervisor::Supervisor(Transport& transport, Keeper& keeper, SupervisorSetup setup)
    : transport_(transport),
      keeper_(keeper),
      self_(std::move(setup)),
      runs_(keeper, [this](const Start& start) { return prepare(start); }) {
  say_hello();
  last_heard_ = last_beat_;
}

void Supervisor::say_hello() {
  last_beat_ = self_.clock();
  Hello hello{self_.arguments,
              host_name(),
              node_cores(self_.place.cpus, self_.place.cpu_quota),
              self_.place.local_rank,
              self_.place.local_size,
              self_.gpus,
              incarnation_};
  if (self_.helping) {
    hello.launch = self_.helping->launch;
    hello.slurm_job = self_.helping->slurm_job;
    hello.deadline = self_.helping->deadline;
  }
  transport_.send(0, to_text(hello));
}

void Supervisor::handle(const Message& message) {
  if (finished_) return;
  last_heard_ = self_.clock();
  if (const auto* setup = std::get_if<LaunchSetup>(&message)) return on(*setup);
  if (const auto* start = std::get_if<Start>(&message)) return on(*start);
  if (const auto* alive = std::get_if<Alive>(&message)) return on(*alive);
  if (const auto* given_up = std::get_if<GivenUp>(&message)) return on(*given_up);
  if (const auto* shut_down = std::get_if<ShutDown>(&message)) return on(*shut_down);
  if (const auto* lend = std::get_if<Lend>(&message)) {
    lent_ = lend->helping;
    return end(kExitStopped);
  }
  if (const auto* ack = std::get_if<Ack>(&message)) {
    unacknowledged_.erase(ack->attempt);
  } else if (std::holds_alternative<StopAll>(message)) {
    stop_heard_ = true;
    stop_for_good();
  } else {
    throw Error("a supervisor got a message for the coordinator");
  }
}

void Supervisor::on(const LaunchSetup& setup) {
  if (setup.incarnation != incarnation_ || is_set_up()) return;
  setup_ = setup;
  // Its nodes may see them elsewhere.
  if (const auto& own = self_.helping) {
    setup_.program = own->program;
    setup_.data = own->data;
    setup_.study = own->study;
    setup_.out = own->out;
  }
  lease_.seconds = setup.lease_s;
  runs_.set_slots(setup.slots);
}

void Supervisor::on(const Start& start) {
  if (start.incarnation != incarnation_ || given_up_ || !is_set_up()) return;
  if (!seen_.insert(start.attempt).second) return;  // sent again
  runs_.add(start);
  if (stopping_) runs_.ask_to_stop();
}

void Supervisor::on(const Alive& alive) {
  if (alive.incarnation == incarnation_) orphaned_ = false;
}

void Supervisor::on(const GivenUp& given_up) {
  if (given_up.incarnation != incarnation_ || given_up_) return;
  log_warning("{} had given this rank up; it ends its runs{}", coordinator_name(),
              leaving() ? "" : " and joins anew");
  given_up_ = true;
  runs_.kill();  // others have them by now
}

void Supervisor::on(const ShutDown& shut_down) {
  runs_.kill();  // after an orderly end there is nothing
  told_ = shut_down.exit_code;
  end(shut_down.exit_code);
}

void Supervisor::end(int exit_code) {
  exit_code_ = exit_code;
  finished_ = true;
}

void Supervisor::leave(const std::string& cause) {
  if (finished_ || leaving()) return;
  leaving_ = cause;
  log_info("this rank helps no longer ({}): its runs save their state", cause);
  stop_for_good();
  if (is_set_up() && !given_up_) transport_.send(0, to_text(Leaving{incarnation_, leaving_}));
}

void Supervisor::abandon(const std::string& why) {
  if (finished_ || std::exchange(abandoned_, true)) return;
  log_warning("{}: the runs of this rank save their state and end", why);
  stop_for_good();
}

// Nobody is there, or cares, who would have to hear what has become of its runs.
bool Supervisor::may_go() const {
  if (!runs_.empty()) return false;
  if (abandoned_) return true;
  return leaving() && (!is_set_up() || given_up_ || silence_s() > lease_.runs_end_s());
}

void Supervisor::stop_for_good() {
  if (!std::exchange(stopping_, true)) stopping_since_ = self_.clock();
  runs_.ask_to_stop();
}

ChildCommand Supervisor::prepare(const Start& start) const {
  const auto& [run, number] = start.attempt;
  const ResultsFolder folder(setup_.out);
  // Made here and by nobody else, so that two ranks never work in one, whatever was said to them.
  if (!make_attempt(folder, run, number))
    throw_error<AttemptTaken>("{}: is there already", folder.attempt(run, number).string());
  const auto home = folder.attempt(run, number);
  // By another attempt than the one this launch knew of: a later launch has taken it.
  if (is_done(folder, run)) {
    remove_tree(home);
    throw_error<AttemptTaken>("{}: is done already", run);
  }
  ChildCommand command;
  command.arguments = {setup_.program, "--data",   setup_.data, "--study", setup_.study,
                       "--out",        setup_.out, "--run",     run};
  command.environment = child_environment(setup_.threads);
  command.environment.push_back(fmt::format("SONOSWEEP_ATTEMPT={}", number));
  command.environment.push_back("SONOSWEEP_ATTEMPT_FOLDER=" + home.string());
  if (start.no_gpu || !start.gpu.empty()) {
    auto& environment = command.environment;
    environment.erase(
        std::remove_if(environment.begin(), environment.end(),
                       [](const std::string& entry) { return entry.rfind("CUDA_VISIBLE_DEVICES=", 0) == 0; }),
        environment.end());
    environment.push_back("CUDA_VISIBLE_DEVICES=" + start.gpu);
  }
  command.log_file = home / "log.txt";
  command.log_header =
      fmt::format("=== attempt {}, {}, {}: {}", number, utc_now(), host_name(), join(command.arguments, " "));
  command.cpus = self_.place.cpus;
  return command;
}

bool Supervisor::tick() {
  if (finished_) return false;
  if (stop_requested() != 0 && !asked_to_stop_) {
    asked_to_stop_ = true;
    if (self_.helping) {
      leave(fmt::format("signal {}", stop_requested()));
    } else {
      transport_.send(0, to_text(StopAsked{stop_requested()}));
      stop_for_good();
    }
  }
  if (stopping_ && self_.clock() - stopping_since_ > kStopGrace_s) runs_.kill();
  const LocalNews news = runs_.poll();
  if (!given_up_) {
    for (const auto& attempt : news.started) transport_.send(0, to_text(Started{incarnation_, attempt}));
    for (const auto& end : news.ended) report(end);
  }
  if (!keeper_.alive()) {
    runs_.ask_to_stop();  // what waits
    if (runs_.empty()) {
      log_error("the process that keeps this rank's runs is gone; the rank ends");
      end(kExitFailed);
      return true;
    }
  }
  if (may_go()) {
    end(kExitStopped);
    return true;
  }
  look_after_lease();
  return !news.started.empty() || !news.ended.empty();
}

void Supervisor::look_after_lease() {
  if (given_up_ && runs_.empty()) join_anew();
  const double now = self_.clock();
  if (now - last_beat_ >= (is_set_up() ? lease_.beat_s() : std::min(kHelloAgain_s, lease_.beat_s()))) beat();
  const double silence = now - last_heard_;
  if (!is_set_up() && incarnation_ == 1) {
    if (silence > self_.hello_limit_s) end_orphaned(silence);
    return;
  }
  if (silence > lease_.runs_end_s() && !std::exchange(orphaned_, true)) {
    log_warning("nothing heard of {} for {:.0f} s: the runs of this rank save their state and end",
                coordinator_name(), silence);
    runs_.ask_to_stop();
  }
  if (silence > lease_.orphaned_s()) end_orphaned(silence);
}

void Supervisor::end_orphaned(double silence) {
  log_error("nothing heard of {} for {:.0f} s; this rank ends: start the study again to continue",
            coordinator_name(), silence);
  runs_.kill();
  end(kExitStopped);
}

void Supervisor::join_anew() {
  given_up_ = orphaned_ = false;
  ++incarnation_;
  setup_ = {};
  unacknowledged_.clear();
  seen_.clear();
  say_hello();
}

// What has not been answered is said again.
void Supervisor::beat() {
  if (!is_set_up()) return say_hello();
  const double now = self_.clock();
  last_beat_ = now;
  if (given_up_) return;
  Beat beat{incarnation_, runs_.held()};
  for (auto& [attempt, waiting] : unacknowledged_) {
    beat.held.push_back(attempt);
    if (now - waiting.sent_at < lease_.beat_s()) continue;
    waiting.sent_at = now;
    transport_.send(0, to_text(waiting.finished));
  }
  transport_.send(0, to_text(beat));
  if (leaving()) {
    transport_.send(0, to_text(Leaving{incarnation_, leaving_}));
  } else if (asked_to_stop_ && !stop_heard_) {
    transport_.send(0, to_text(StopAsked{stop_requested()}));
  }
}

void Supervisor::report(const LocalEnd& local) {
  Finished finished;
  finished.incarnation = incarnation_;
  finished.attempt = local.attempt;
  finished.wall_s = local.end.wall_s;
  finished.cpu_s = local.end.cpu_s;
  finished.peak_bytes = local.end.peak_rss_bytes;
  if (local.dropped) {
    finished.outcome = {OutcomeKind::kStopped, "not started"};
  } else {
    DeathEvidence evidence;
    evidence.exit_code = local.end.exit_code;
    evidence.signal_number = local.end.signal_number;
    evidence.start_error = local.end.start_error;
    evidence.keeper_died = local.end.keeper_died;
    evidence.oom_kill = local.end.oom_kill;
    evidence.asked_to_stop = local.asked_to_stop;
    evidence.killed_after_grace = local.killed_by_us;
    const bool ended_by_others = local.end.signal_number != 0 || local.end.keeper_died;
    if (local.end.start_error.empty() && (ended_by_others || local.end.exit_code == kExitDone))
      look_at_result(ResultsFolder(setup_.out), local.attempt, evidence, finished.gpu_peak_bytes);
    if (evidence.result != ResultState::kDone && !local.log_file.empty())
      evidence.log_tail = log_tail(local.log_file, local.end.log_start, kLogTailLines);
    finished.outcome = classify_death(evidence);
    if (finished.outcome.kind != OutcomeKind::kDone) finished.log_tail = std::move(evidence.log_tail);
  }
  transport_.send(0, to_text(finished));
  const Attempt attempt = finished.attempt;
  unacknowledged_[attempt] = {std::move(finished), self_.clock()};
}

}  // namespace sonosweep::farm
