#include "chaos/mpirun_campaign.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "chaos/chaos_run.h"
#include "chaos/chaos_study.h"
#include "chaos/mpirun_command.h"
#include "chaos/pick.h"
#include "chaos/processes.h"
#include "core/atomic_file.h"
#include "core/text.h"
#include "farm/launch/supervisor.h"

namespace sonosweep::chaos {
namespace {

using farm::steady_seconds;
using std::chrono::milliseconds;

constexpr double kLease_s = 0.4 * kPatience;
constexpr milliseconds kLook{2}, kBetweenLaunches{50};

}  // namespace

MpirunCampaign::MpirunCampaign(FaultPlan plan, bool quiet)
    : plan_(std::move(plan)), quiet_(quiet), due_(plan_), folders_(plan_.has(FaultKind::kFullDisk)) {
  write_chaos_study(folders_.dir.path());
  std::ofstream(folders_.dir / "behaviour") << "* * chaos\n";
  outcome_.plan = plan_;
  outcome_.notes = what_cannot_be(plan_, folders_);
}

MpirunCampaign::~MpirunCampaign() {
  kill_all();
  late_.end_all();
}

bool MpirunCampaign::in_time() const {
  return steady_seconds() - began_ < kTimeLimit_s;
}

farm::ChildCommand MpirunCampaign::command() const {
  farm::ChildCommand command;
  command.arguments = mpirun_words(kRanks);
  for (const auto& word :
       {std::string(LAUNCH), std::string("--data"), (folders_.dir / "pack.h5").string(),
        std::string("--study"), (folders_.dir / "study.ini").string(), std::string("--out"),
        folders_.folder.root().string(), std::string("--lease"), fmt::format("{}", kLease_s),
        std::string("--run-command"), std::string(STAND_IN_RUN)})
    command.arguments.push_back(word);
  command.environment = mpirun_environment();
  command.environment.push_back("SONOSWEEP_STAND_IN=" + (folders_.dir / "behaviour").string());
  command.environment.push_back(std::string(kRecordVariable) + "=" + folders_.record().string());
  for (const auto& [name, value] : slow_files_environment(plan_, folders_))
    command.environment.push_back(name + "=" + value);
  command.log_file = folders_.dir / "launch.log";
  command.log_header = fmt::format("=== launch {} at {:.3f}", outcome_.launches, steady_seconds() - began_);
  return command;
}

CampaignOutcome MpirunCampaign::run() {
  began_ = steady_seconds();
  bool complete = false;
  while (!complete && in_time() && outcome_.launches < kMostLaunches) {
    launch_once();
    folders_.look_at_results();
    complete = folders_.is_complete();
    if (!complete) std::this_thread::sleep_for(kBetweenLaunches);
  }
  if (!complete) outcome_.wrong.emplace_back("not complete in time");
  late_.end_all();
  folders_.look_at_results();
  outcome_.faults = due_.injected();
  outcome_.attempts = folders_.count_starts();
  outcome_.wall_s = steady_seconds() - began_;
  outcome_.log += read_file(folders_.dir / "launch.log");
  return outcome_;
}

void MpirunCampaign::launch_once() {
  ++outcome_.launches;
  mpirun_.emplace(command());
  std::optional<farm::ChildEnd> end;
  while (!(end = mpirun_->poll()) && in_time()) {
    std::this_thread::sleep_for(kLook);
    late_.look();
    if (quiet_) continue;
    due_.look(folders_.count_starts(), steady_seconds(), [this](const Fault& fault) {
      if (!inject(fault)) return false;
      outcome_.log += fmt::format("{:.3f} >>> {}\n", steady_seconds() - began_, fault_name(fault.kind));
      return true;
    });
  }
  if (!end) {
    outcome_.wrong.push_back(fmt::format("launch {} does not end", outcome_.launches));
    for (const auto& process : processes_of(folders_.folder.root())) outcome_.log += process + "\n";
    outcome_.log += table_of(descendants_of(::getpid()));
    kill_all();
  } else {
    outcome_.log += fmt::format("{:.3f} launch {} ends: exit code {}, signal {}\n", steady_seconds() - began_,
                                outcome_.launches, end->exit_code, end->signal_number);
  }
  mpirun_.reset();
}

bool MpirunCampaign::inject(const Fault& fault) {
  const auto all = descendants_of(mpirun_->pid());
  auto ranks = named(all, kRankName);
  const auto runs = named(all, kRunName);
  const auto is_leader = [](pid_t rank) { return mpi_rank_of(rank) == 0; };
  switch (fault.kind) {
    case FaultKind::kKillRun:
      return hit(runs, fault, SIGKILL);
    case FaultKind::kStopRun:
      return !runs.empty() && late_.stop(pick(runs, fault.pick), fault.length);
    case FaultKind::kKillSupervisor:
      ranks.erase(std::remove_if(ranks.begin(), ranks.end(), is_leader), ranks.end());
      return hit(ranks, fault, SIGKILL);
    case FaultKind::kKillCoordinator:
      ranks.erase(std::remove_if(ranks.begin(), ranks.end(), [&](pid_t rank) { return !is_leader(rank); }),
                  ranks.end());
      return hit(ranks, fault, SIGKILL);
    case FaultKind::kKillKeeper:
      return hit(named(all, kKeeperName), fault, SIGKILL);
    case FaultKind::kStopRank:
      return !ranks.empty() && late_.stop(pick(ranks, fault.pick), fault.length * kLease_s);
    case FaultKind::kFullDisk:
      late_.fill(fault.length);
      return true;
    case FaultKind::kPlannedStop:  // it passes SIGUSR1 on, and after SIGTERM it does not wait for long
      return hit({mpirun_->pid()}, fault, fault.leaves_orphans ? SIGTERM : SIGUSR1);
  }
  return false;
}

bool MpirunCampaign::hit(const std::vector<pid_t>& victims, const Fault& fault, int signal_number) {
  return !victims.empty() && ::kill(pick(victims, fault.pick), signal_number) == 0;
}

// Only after something went wrong there is anything.
void MpirunCampaign::kill_all() {
  if (!mpirun_) return;
  auto all = descendants_of(mpirun_->pid());
  for (const pid_t pid : all) ::kill(pid, SIGKILL);
  mpirun_->kill();
}

}  // namespace sonosweep::chaos
