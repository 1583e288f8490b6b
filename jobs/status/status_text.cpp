#include "jobs/status/status_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/text.h"
#include "core/utc_time.h"

namespace sonosweep::jobs {
namespace {

using farm::LaunchState;
using farm::RunState;
using farm::RunView;
using farm::StudyStatus;

std::string ago(std::optional<std::int64_t> then_ms, const StudyStatus& status) {
  if (!then_ms) return "an unknown time";
  return human_duration(std::max(0.0, static_cast<double>(status.now_ms - *then_ms) / 1000));
}

// " on node7 (process 123, 4 ranks, 16 slots, Slurm job 99)", as far as it is known.
std::string place_of(const farm::LaunchHistory& launch) {
  std::vector<std::string> facts;
  if (launch.pid) facts.push_back(fmt::format("process {}", *launch.pid));
  if (launch.ranks) facts.push_back(counted(*launch.ranks, "rank"));
  if (launch.slots) facts.push_back(counted(*launch.slots, "slot"));
  if (!launch.slurm_job.empty()) facts.push_back("Slurm job " + launch.slurm_job);
  std::string text = launch.host.empty() ? std::string() : " on " + launch.host;
  return facts.empty() ? text : text + " (" + join(facts, ", ") + ")";
}

std::string launch_line(const StudyStatus& status) {
  const auto& launch = status.launch;
  std::string text;
  switch (status.launch_state) {
    case LaunchState::kRunning:
      text = fmt::format("running for {}{}", ago(launch.begun_ms, status), place_of(launch));
      break;
    case LaunchState::kSilent:
      text = fmt::format(
          "no sign of life{}: the last record is {} old, and no run has written since; what stands "
          "below as running may not be",
          place_of(launch), ago(launch.last_ms, status));
      break;
    case LaunchState::kDead:
      text = fmt::format(
          "died{}: it has not ended in order and holds no lock; its last record is {} old; start it "
          "again to go on",
          place_of(launch), ago(launch.last_ms, status));
      break;
    case LaunchState::kEnded:
      text =
          fmt::format("ended {} ago{}{}", ago(launch.ended_ms, status),
                      launch.exit_code ? fmt::format(" with exit code {}", *launch.exit_code) : std::string(),
                      launch.exit_code == 75 ? " (stopped early; start it again to go on)" : "");
      break;
    case LaunchState::kUnknown:
      text = status.lock_holder.empty()
                 ? "none known: the journal tells of no launch; what runs is unknown"
                 : fmt::format("at work ({}), but the journal does not tell of it; what runs is unknown",
                               status.lock_holder);
      break;
  }
  if (!launch.stop_cause.empty()) text += "; asked to stop: " + launch.stop_cause;
  if (status.time_left_s)
    text += fmt::format("; {} left to its deadline", human_duration(*status.time_left_s));
  return text;
}

std::string eta_line(const StudyStatus& status) {
  if (!status.eta_s) return "not known yet";
  std::string text = human_duration(*status.eta_s);
  if (status.time_left_s && *status.eta_s > *status.time_left_s) text += ", later than the deadline";
  return text;
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : text;
}

using Row = std::vector<std::string>;

// Columns as wide as what stands in them, two blanks between; the last is left as it is.
std::string table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.at(0).size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i + 1 < row.size(); ++i) text += fmt::format("{:<{}}", row[i], widths[i] + 2);
    text += row.back() + "\n";
  }
  return text;
}

// Of launches that help: "Slurm job 42 (2 ranks, 4 slots on node2, node3; 55 min left to its deadline)".
std::string helping_lines(const StudyStatus& status) {
  struct Helper {
    const farm::NodeView* first;
    std::vector<std::string> hosts;
    int ranks = 0, slots = 0;
  };
  std::vector<Helper> helpers;
  for (const auto& node : status.nodes) {
    if (node.launch.empty()) continue;
    if (helpers.empty() || helpers.back().first->launch != node.launch) helpers.push_back({&node, {}});
    helpers.back().hosts.push_back(node.host);
    helpers.back().ranks += node.ranks;
    helpers.back().slots += node.slots;
  }
  std::string text;
  for (const auto& [first, hosts, ranks, slots] : helpers) {
    text += fmt::format("helped:   by {} ({}, {} on {})",
                        first->slurm_job.empty() ? first->launch : "Slurm job " + first->slurm_job,
                        counted(ranks, "rank"), counted(slots, "slot"), join(hosts, ", "));
    if (first->time_left_s)
      text += fmt::format("; {} left to its deadline", human_duration(*first->time_left_s));
    text += "\n";
  }
  return text;
}

std::string node_table(const StudyStatus& status) {
  std::vector<Row> rows = {{"node", "job", "ranks", "slots", "gpus", "time left", "runs"}};
  for (const auto& node : status.nodes)
    rows.push_back({or_dash(node.host), or_dash(node.slurm_job), std::to_string(node.ranks),
                    std::to_string(node.slots), std::to_string(node.gpus),
                    node.time_left_s ? human_duration(*node.time_left_s) : "-",
                    or_dash(join(node.runs, ", "))});
  return rows.size() == 1 ? "" : "\n" + table(rows);
}

std::string running_table(const StudyStatus& status) {
  std::vector<Row> rows = {{"running", "attempt", "host", "gpu", "since", "epoch", "ETA"}};
  for (const auto& run : status.runs) {
    if (run.state != RunState::kRunning) continue;
    rows.push_back({run.id, std::to_string(run.attempt), or_dash(run.host), or_dash(run.gpu),
                    run.started ? human_duration(run.running_s.value_or(0)) : "not started",
                    run.epochs > 0 ? fmt::format("{}/{}", run.epoch, run.epochs) : "-",
                    run.eta_s ? human_duration(*run.eta_s) : "-"});
  }
  return rows.size() == 1 ? "" : "\n" + table(rows);
}

std::string lost_runs(const StudyStatus& status) {
  std::string failed, blocked, again, damaged;
  for (const auto& run : status.runs) {
    if (run.state == RunState::kFailed) {
      failed += fmt::format("  {}: attempt {}: {}\n    log: {}\n", run.id, run.attempt, or_dash(run.cause),
                            or_dash(run.log));
    } else if (run.state == RunState::kBlocked) {
      blocked += fmt::format("  {}: waits for {}\n", run.id, join(run.waits_for, ", "));
    } else if (run.state != RunState::kDone && !run.cause.empty()) {
      again += fmt::format("  {}: {}\n    log: {}\n", run.id, run.cause, or_dash(run.log));
    }
    if (run.result_damaged) damaged += fmt::format("  {}\n", run.id);
  }
  const auto section = [](const char* title, const std::string& lines) {
    return lines.empty() ? lines : fmt::format("\n{}:\n{}", title, lines);
  };
  return section("failed", failed) + section("blocked by what failed", blocked) +
         section("failed before and tried again", again) +
         section("result.json is damaged or half written, counts as not done", damaged);
}

std::string waiting_line(const StudyStatus& status) {
  std::vector<std::string> kinds;
  for (const auto& [kind, count] : status.waiting_by_kind) kinds.push_back(fmt::format("{} {}", kind, count));
  return kinds.empty() ? "" : "waiting:  " + join(kinds, ", ") + "\n";
}

std::string journal_line(const StudyStatus& status) {
  if (!status.journal_fault.empty()) return "journal:  " + status.journal_fault + "\n";
  const auto& damage = status.journal_damage;
  if (damage.regions == 0) return "";
  return fmt::format("journal:  damaged at {} ({}); what stood there is not shown\n",
                     counted(damage.regions, "place"), counted(damage.bytes, "byte"));
}

std::string disk_line(const StudyStatus& status) {
  if (!status.disk) return "";
  const auto& disk = *status.disk;
  std::vector<std::string> parts;
  for (const auto& [title, bytes] : {std::pair{"weights", disk.weights},
                                     {"checkpoints", disk.checkpoints},
                                     {"masks", disk.masks},
                                     {"other files", disk.other}})
    if (bytes > 0) parts.push_back(fmt::format("{} {}", title, human_bytes(static_cast<double>(bytes))));
  auto text = "disk:     " + human_bytes(static_cast<double>(disk.total()));
  if (!parts.empty()) text += " (" + join(parts, ", ") + ")";
  if (disk.unreadable > 0)
    text += fmt::format("; {} not counted", counted(disk.unreadable, "folder cannot be read and is",
                                                    "folders cannot be read and are"));
  if (disk.free) text += fmt::format("; {} free", human_bytes(static_cast<double>(*disk.free)));
  return text + "\n";
}

}  // namespace

std::string status_text(const StudyStatus& status, const std::string& results) {
  const auto& counts = status.counts;
  std::string text = fmt::format(
      "results:  {}\nat:       {} by this machine's clock; ages are counted from the "
      "journal's times\nlaunch:   {}\n",
      results, utc_text(status.now_ms), launch_line(status));
  text += helping_lines(status);
  text +=
      fmt::format("runs:     {} of {} done, {} running, {} failed, {} blocked, {} waiting\n", counts.done,
                  counts.total, status.running_known ? std::to_string(counts.running) : "unknown how many",
                  counts.failed, counts.blocked, counts.waiting);
  text += waiting_line(status);
  if (counts.running + counts.waiting > 0 && status.launch_state == LaunchState::kRunning)
    text += fmt::format("ETA:      {}\n", eta_line(status));
  return text + disk_line(status) + journal_line(status) + node_table(status) + running_table(status) +
         lost_runs(status);
}

}  // namespace sonosweep::jobs
