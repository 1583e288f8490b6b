#include "farm/status/study_status.h"

#include <algorithm>
#include <utility>

#include "core/build_info.h"
#include "core/error.h"
#include "core/file_lock.h"
#include "farm/status/journal_reader.h"
#include "farm/status/study_eta.h"

namespace sonosweep::farm {
namespace {

constexpr std::int64_t kSilentAfterMs = 30 * 60 * 1000;

double seconds_since(std::int64_t then_ms, std::int64_t now_ms) {
  return std::max(0.0, static_cast<double>(now_ms - then_ms) / 1000);
}

// Something was written lately: by the launcher, or by a run of it.
bool shows_life(const StudyTraces& traces, const std::vector<PlannedRun>& plan) {
  std::int64_t newest = traces.launch.last_ms.value_or(0);
  for (std::size_t i = 0; i < plan.size(); ++i)
    if (traces.launch.open.count(plan[i].id) != 0)
      newest = std::max(newest, traces.files[i].changed_ms.value_or(0));
  return traces.now_ms - newest <= kSilentAfterMs;
}

LaunchState judge_launch(const StudyTraces& traces, const std::vector<PlannedRun>& plan) {
  const LaunchHistory& launch = traces.launch;
  if (!launch.begun_ms) return LaunchState::kUnknown;
  const bool locked = !traces.lock_holder.empty();
  // The next one is there and has not written its record yet.
  if (launch.ended_ms) return locked ? LaunchState::kUnknown : LaunchState::kEnded;
  // Whether the lock shows on other hosts depends on the file system.
  if (locked) return LaunchState::kRunning;
  if (launch.host == traces.host) return LaunchState::kDead;
  return shows_life(traces, plan) ? LaunchState::kRunning : LaunchState::kSilent;
}

bool at_work(LaunchState state) {
  return state == LaunchState::kRunning || state == LaunchState::kSilent;
}

using Failed = std::map<std::string, FailedAttempt>;

bool is_of_this_launch(const RunFiles& failure, Failed::const_iterator told, const LaunchHistory& launch) {
  return told != launch.failed.end() && told->second.attempt <= failure.attempts;
}

RunView view_of(const PlannedRun& run, const RunFiles& files, const StudyStatus& status) {
  RunView view;
  view.id = run.id;
  view.kind = run.kind;
  view.attempt = std::max(files.attempts, files.newest_attempt);
  view.epochs = run.epochs;
  view.epoch = files.done ? run.epochs : std::min(files.rows, run.epochs);
  view.result_damaged = files.damaged;
  if (files.done || view.attempt > 0 || files.changed_ms) view.log = files.log.string();
  if (files.done) {
    view.state = RunState::kDone;
    if (files.wall_s > 0) view.wall_s = files.wall_s;
    return view;
  }
  view.cause = files.cause;
  view.death = files.death;
  const auto failed = status.launch.failed.find(run.id);
  if (failed != status.launch.failed.end() && !files.failed) {
    view.cause = failed->second.cause;
    view.death = failed->second.death;
  }
  const bool working = at_work(status.launch_state);
  const auto open = status.launch.open.find(run.id);
  if (working && open != status.launch.open.end()) {
    const OpenAttempt& attempt = open->second;
    view.state = RunState::kRunning;
    view.attempt = attempt.attempt;
    view.worker = attempt.worker;
    view.host = attempt.host;
    view.gpu = attempt.gpu;
    view.started = attempt.started_ms.has_value();
    view.running_s = seconds_since(attempt.started_ms.value_or(attempt.given_ms), status.now_ms);
  } else if (files.failed && (!working || is_of_this_launch(files, failed, status.launch))) {
    view.state = RunState::kFailed;  // an earlier launch's failure is tried again by one that is at work
  }
  return view;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

// Needs come first in the order, so what blocks them is known.
void find_what_waits(const std::vector<PlannedRun>& plan, std::vector<RunView>& views) {
  std::map<std::string, std::size_t> position;
  for (std::size_t i = 0; i < plan.size(); ++i) position[plan[i].id] = i;
  for (const std::size_t i : order_of_needs(plan)) {
    RunView& view = views[i];
    if (view.state != RunState::kWaiting) continue;
    std::vector<std::string> open, failed;
    for (const auto& need : plan[i].needs) {
      const RunView& needed = views[position.at(need)];
      if (needed.state == RunState::kDone) continue;
      open.push_back(need);
      if (needed.state == RunState::kFailed) add_once(failed, need);
      if (needed.state == RunState::kBlocked)
        for (const auto& root : needed.waits_for) add_once(failed, root);
    }
    if (!failed.empty()) view.state = RunState::kBlocked;
    view.waits_for = failed.empty() ? std::move(open) : std::move(failed);
  }
}

void count(StudyStatus& status) {
  RunCounts& counts = status.counts;
  counts.total = static_cast<int>(status.runs.size());
  for (const auto& run : status.runs) {
    counts.done += run.state == RunState::kDone ? 1 : 0;
    counts.running += run.state == RunState::kRunning ? 1 : 0;
    counts.failed += run.state == RunState::kFailed ? 1 : 0;
    counts.blocked += run.state == RunState::kBlocked ? 1 : 0;
    if (run.state != RunState::kWaiting) continue;
    ++counts.waiting;
    ++status.waiting_by_kind[run.kind];
  }
}

std::optional<double> seconds_left(std::optional<double> deadline, std::int64_t now_ms) {
  if (!deadline) return std::nullopt;
  return std::max(0.0, *deadline - static_cast<double>(now_ms) / 1000);
}

void find_nodes(StudyStatus& status) {
  std::map<std::pair<std::string, std::string>, NodeView> nodes;  // by launch and host
  std::map<int, NodeView*> node_of;
  for (const auto& [number, worker] : status.launch.workers) {
    NodeView& node = nodes[{worker.launch, worker.host}];
    const bool helps = !worker.launch.empty();
    node.host = worker.host;
    node.launch = worker.launch;
    node.slurm_job = helps ? worker.slurm_job : status.launch.slurm_job;
    node.time_left_s = seconds_left(helps ? worker.deadline : status.launch.deadline, status.now_ms);
    ++node.ranks;
    node.slots += worker.slots;
    node.gpus += worker.gpus;
    node_of[number] = &node;
  }
  for (const auto& run : status.runs)
    if (const auto node = node_of.find(run.worker); run.state == RunState::kRunning && node != node_of.end())
      node->second->runs.push_back(run.id);
  for (auto& entry : nodes) status.nodes.push_back(std::move(entry.second));
}

}  // namespace

const char* launch_state_name(LaunchState state) {
  switch (state) {
    case LaunchState::kRunning:
      return "running";
    case LaunchState::kSilent:
      return "silent";
    case LaunchState::kDead:
      return "dead";
    case LaunchState::kEnded:
      return "ended";
    case LaunchState::kUnknown:
      break;
  }
  return "unknown";
}

const char* run_state_name(RunState state) {
  switch (state) {
    case RunState::kRunning:
      return "running";
    case RunState::kDone:
      return "done";
    case RunState::kFailed:
      return "failed";
    case RunState::kBlocked:
      return "blocked";
    case RunState::kWaiting:
      break;
  }
  return "waiting";
}

StudyStatus judge_study(std::vector<PlannedRun> plan, const StudyTraces& traces) {
  StudyStatus status;
  status.now_ms = traces.now_ms;
  status.lock_holder = traces.lock_holder;
  status.launch_state = judge_launch(traces, plan);
  if (status.launch_state != LaunchState::kUnknown) status.launch = traces.launch;
  // Where nobody is at work, nothing runs.
  status.running_known = status.launch_state != LaunchState::kUnknown;
  if (at_work(status.launch_state)) status.time_left_s = seconds_left(status.launch.deadline, status.now_ms);
  for (std::size_t i = 0; i < plan.size(); ++i)
    status.runs.push_back(view_of(plan[i], traces.files.at(i), status));
  find_what_waits(plan, status.runs);
  count(status);
  for (std::size_t i = 0; i < plan.size(); ++i) {
    plan[i].done = status.runs[i].state == RunState::kDone;
    plan[i].took_s = traces.files[i].wall_s;
  }
  if (at_work(status.launch_state)) {
    find_nodes(status);
    estimate_time_left(plan, status);
  }
  return status;
}

StudyStatus look_at_results(const ResultsFolder& folder, std::vector<PlannedRun> plan, std::int64_t now_ms) {
  StudyTraces traces;
  traces.now_ms = now_ms;
  traces.host = host_name();
  JournalDamage damage;
  std::string fault;
  try {
    const std::string text = journal_text(folder.journal_file());
    damage =
        scan_journal(text, [&](std::string_view, const JournalRecord& record) { traces.launch.add(record); });
  } catch (const Error& error) {
    fault = error.what();
  }
  // Files after the journal: a run that ended in between has its result.
  traces.files = look_at_runs(folder, plan);
  traces.lock_holder = lock_holder(folder.lock_file());
  auto status = judge_study(std::move(plan), traces);
  status.journal_damage = damage;
  status.journal_fault = fault;
  return status;
}

}  // namespace sonosweep::farm
