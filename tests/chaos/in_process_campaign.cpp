#include "chaos/in_process_campaign.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "chaos/chaos_run.h"
#include "chaos/chaos_study.h"
#include "chaos/processes.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "farm/launch/rank_loop.h"
#include "sweep/study_plan.h"

namespace sonosweep::chaos {
namespace {

using farm::steady_seconds;

// Launcher time runs so much faster than the clock on the wall, for all that it does every second.
constexpr double kHaste = 4;
constexpr double kShortestLease_s = 0.15 * kPatience, kLongestLease_s = 0.3 * kPatience;  // on the wall

double hasty_clock() {
  return kHaste * steady_seconds();
}

}  // namespace

InProcessCampaign::InProcessCampaign(FaultPlan plan, bool quiet)
    : plan_(std::move(plan)),
      quiet_(quiet),
      due_(plan_),
      folders_(plan_.has(FaultKind::kFullDisk)),
      study_(chaos_study()) {
  request_stop(0);
  const auto behaviour = folders_.dir / "behaviour";
  std::ofstream(behaviour) << "* * chaos\n";
  ::setenv("SONOSWEEP_STAND_IN", behaviour.c_str(), 1);
  ::setenv(kRecordVariable, folders_.record().c_str(), 1);
  // The leak checker looks at an ending run from a child process of that run. A fault that hits the child
  // instead of the run makes the run wait for ever, which is the checker's fault and no launcher's.
  ::setenv("ASAN_OPTIONS", "detect_leaks=0", 0);
  // Of the runs only; the library is loaded as they start.
  for (const auto& [name, value] : slow_files_environment(plan_, folders_))
    ::setenv(name.c_str(), value.c_str(), 1);
  outcome_.plan = plan_;
  outcome_.notes = what_cannot_be(plan_, folders_);
}

InProcessCampaign::~InProcessCampaign() {
  late_.end_all();
  now_.reset();
  orphans_.clear();
  request_stop(0);
  ::unsetenv("SONOSWEEP_STAND_IN");
  ::unsetenv(kRecordVariable);
  for (const auto& [name, value] : slow_files_environment(plan_, folders_)) ::unsetenv(name.c_str());
}

bool InProcessCampaign::in_time() const {
  return steady_seconds() - began_ < kTimeLimit_s;
}

CampaignOutcome InProcessCampaign::run() {
  began_ = steady_seconds();
  bool complete = false;
  while (!complete && in_time() && outcome_.launches < kMostLaunches) {
    launch_once();
    folders_.look_at_results();
    complete = folders_.is_complete();
    if (!complete) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  // Whoever still works for a launch of the past ends by itself.
  while (!orphans_.empty() && in_time()) {
    round();
    rest();
  }
  late_.end_all();
  if (!complete) outcome_.wrong.emplace_back("not complete in time");
  if (!orphans_.empty()) outcome_.wrong.emplace_back("ranks of an earlier launch do not end");
  orphans_.clear();
  folders_.look_at_results();
  outcome_.faults = due_.injected();
  outcome_.attempts = folders_.count_starts();
  outcome_.wall_s = steady_seconds() - began_;
  return outcome_;
}

void InProcessCampaign::launch_once() {
  ++outcome_.launches;
  outcome_.log += fmt::format("=== launch {}\n", outcome_.launches);
  over_ = false;
  request_stop(0);
  now_.emplace();
  try {
    over_ = !begin(*now_);
    while (!over_ && in_time()) {
      round();
      inject_what_is_due();
      rest();
    }
    if (!over_) outcome_.log += table_of(descendants_of(::getpid()));
  } catch (const Error& error) {
    outcome_.log += fmt::format("the launch ends: {}\n", error.what());
    now_->ranks.clear();  // MPI ends them all
  }
  request_stop(0);
  now_->coordinator.reset();
  if (!now_->ranks.empty()) {
    now_->ranks[0] = Rank();
    orphans_.push_back(std::move(*now_));
  }
  now_.reset();
}

bool InProcessCampaign::begin(Launch& launch) {
  const auto seed = derive_seed(plan_.seed, "transport", static_cast<std::uint64_t>(outcome_.launches));
  launch.hub = std::make_unique<ChaoticHub>(kRanks, seed, !quiet_);
  farm::NodePlace place;
  place.local_size = kRanks;
  for (std::size_t cpu = 0; cpu < kRanks; ++cpu) place.cpus.set(cpu);
  for (int number = 0; number < kRanks; ++number) {
    place.local_rank = number;
    Rank rank;
    rank.keeper = std::make_unique<farm::Keeper>();
    rank.supervisor = std::make_unique<farm::Supervisor>(
        launch.hub->at(number), *rank.keeper,
        farm::SupervisorSetup{place, {"x"}, {}, hasty_clock, 3 * kHaste * kLongestLease_s});
    launch.ranks.push_back(std::move(rank));
  }
  launch.hub->while_waiting = [&] {
    turns(launch, 1);
    launch.ranks[0].supervisor->tick();
  };
  const auto hellos = farm::gather_hellos(launch.hub->at(0));
  launch.hub->while_waiting = [] {};

  create_folders(folders_.folder.root());
  folders_.folder.open(study_.record);
  farm::CoordinatorOptions options;
  options.retries = study_.study.retries;
  options.lease.seconds = kHaste * (kShortestLease_s + plan_.lease * (kLongestLease_s - kShortestLease_s));
  options.clock = hasty_clock;
  options.say = [this](LogLevel, const std::string& text) {
    outcome_.log += fmt::format("{:.3f} {}\n", steady_seconds() - began_, text);
  };
  const farm::LaunchSetup setup{STAND_IN_RUN, "pack.h5", "study.ini", folders_.folder.root().string()};
  launch.coordinator = std::make_unique<farm::Coordinator>(launch.hub->at(0), sweep::plan_study(study_.study),
                                                           folders_.folder, setup, options);
  launch.coordinator->begin(hellos);
  return true;
}

// False: this rank has ended, or the launch has.
bool InProcessCampaign::turn(Launch& launch, int number) {
  auto& rank = launch.ranks[static_cast<std::size_t>(number)];
  if (!rank.supervisor || steady_seconds() < rank.stopped_until) return true;
  farm::serve_once(launch.hub->at(number), *rank.supervisor,
                   number == 0 ? launch.coordinator.get() : nullptr);
  return !rank.supervisor->finished() || (number == 0 && !launch.coordinator->finished());
}

void InProcessCampaign::turns(Launch& launch, int first_rank) {
  for (int number = first_rank; number < kRanks; ++number)
    if (!turn(launch, number)) launch.ranks[static_cast<std::size_t>(number)] = Rank();
}

void InProcessCampaign::round() {
  if (now_ && !over_) {
    over_ = !turn(*now_, 0);
    if (!over_) turns(*now_, 1);
  }
  for (auto& launch : orphans_) turns(launch, 1);
  orphans_.erase(std::remove_if(orphans_.begin(), orphans_.end(),
                                [](const Launch& launch) {
                                  return std::none_of(
                                      launch.ranks.begin(), launch.ranks.end(),
                                      [](const Rank& rank) { return rank.supervisor != nullptr; });
                                }),
                 orphans_.end());
  late_.look();
}

// Until something happens with a run, at most a millisecond.
void InProcessCampaign::rest() {
  std::vector<pollfd> looks;
  const auto add = [&](const Launch& launch) {
    for (const auto& rank : launch.ranks)
      if (rank.supervisor && steady_seconds() >= rank.stopped_until)
        looks.push_back({rank.supervisor->descriptor(), POLLIN, 0});
  };
  if (now_ && !over_) add(*now_);
  for (const auto& launch : orphans_) add(launch);
  ::poll(looks.data(), looks.size(), 1);
}

}  // namespace sonosweep::chaos
