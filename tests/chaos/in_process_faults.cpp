// The part of InProcessCampaign that makes things go wrong.
#include <algorithm>
#include <csignal>

#include "chaos/in_process_campaign.h"
#include "chaos/pick.h"
#include "chaos/processes.h"
#include "core/stop_signal.h"

namespace sonosweep::chaos {
namespace {

using farm::steady_seconds;

constexpr double kLease_s = 0.2 * kPatience;  // about that of the campaigns, on the wall

}  // namespace

void InProcessCampaign::inject_what_is_due() {
  if (quiet_ || over_) return;
  due_.look(folders_.count_starts(), steady_seconds(), [this](const Fault& fault) {
    if (over_ || !inject(fault)) return false;
    outcome_.log += fmt::format("{:.3f} >>> {}\n", steady_seconds() - began_, fault_name(fault.kind));
    return true;
  });
}

bool InProcessCampaign::inject(const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::kKillRun:
    case FaultKind::kStopRun:
      return hit_run(fault);
    case FaultKind::kKillSupervisor:
      return kill_supervisor(fault);
    case FaultKind::kKillCoordinator:
      over_ = true;
      if (!fault.leaves_orphans) now_->ranks.clear();
      return true;
    case FaultKind::kKillKeeper:
      return kill_keeper(fault);
    case FaultKind::kStopRank:
      now_->ranks.at(static_cast<std::size_t>(fault.pick * kRanks)).stopped_until =
          steady_seconds() + fault.length * kLease_s;
      return true;
    case FaultKind::kFullDisk:
      late_.fill(fault.length);
      return true;
    case FaultKind::kPlannedStop:
      request_stop(SIGTERM);
      return true;
  }
  return false;
}

std::vector<pid_t> InProcessCampaign::runs() const {
  return named(descendants_of(::getpid()), kRunName);
}

bool InProcessCampaign::hit_run(const Fault& fault) {
  const auto victims = runs();
  if (victims.empty()) return false;
  const pid_t victim = pick(victims, fault.pick);
  if (fault.kind == FaultKind::kKillRun) return ::kill(victim, SIGKILL) == 0;
  return late_.stop(victim, fault.length);
}

bool InProcessCampaign::kill_supervisor(const Fault& fault) {
  std::vector<Rank*> victims;
  for (auto& rank : now_->ranks)
    if (rank.supervisor && &rank != &now_->ranks.front()) victims.push_back(&rank);
  if (victims.empty()) return false;
  *pick(victims, fault.pick) = Rank();
  return true;
}

bool InProcessCampaign::kill_keeper(const Fault& fault) {
  std::vector<pid_t> victims;
  for (auto& rank : now_->ranks)
    if (rank.supervisor && rank.keeper->alive()) victims.push_back(rank.keeper->pid());
  if (victims.empty()) return false;
  return ::kill(pick(victims, fault.pick), SIGKILL) == 0;
}

}  // namespace sonosweep::chaos
