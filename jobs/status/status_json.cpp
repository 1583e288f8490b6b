#include "jobs/status/status_json.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/utc_time.h"

namespace sonosweep::jobs {
namespace {

using Json = nlohmann::ordered_json;
using farm::RunState;

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}
Json or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}
Json time_or_null(std::optional<std::int64_t> ms) {
  return ms ? Json(utc_text(*ms)) : Json();
}
// Milliseconds are exact enough, and shorter to read.
Json seconds_or_null(std::optional<double> seconds) {
  return seconds ? Json(std::round(*seconds * 1000) / 1000) : Json();
}

Json to_json(const farm::StudyStatus& status, const farm::LaunchHistory& launch) {
  return {{"state", launch_state_name(status.launch_state)},
          {"begun", time_or_null(launch.begun_ms)},
          {"ended", time_or_null(launch.ended_ms)},
          {"exit_code", or_null(launch.exit_code)},
          {"stop", or_null(launch.stop_cause)},
          {"last_record", time_or_null(launch.last_ms)},
          {"version", or_null(launch.version)},
          {"host", or_null(launch.host)},
          {"pid", or_null(launch.pid)},
          {"ranks", or_null(launch.ranks)},
          {"slots", or_null(launch.slots)},
          {"slurm_job", or_null(launch.slurm_job)},
          {"deadline", or_null(launch.deadline)},
          {"time_left_s", seconds_or_null(status.time_left_s)},
          {"lock", or_null(status.lock_holder)}};
}

Json to_json(const farm::NodeView& node) {
  return {{"host", or_null(node.host)},
          {"launch", or_null(node.launch)},
          {"slurm_job", or_null(node.slurm_job)},
          {"ranks", node.ranks},
          {"slots", node.slots},
          {"gpus", node.gpus},
          {"runs", node.runs},
          {"time_left_s", seconds_or_null(node.time_left_s)}};
}

Json to_json(const farm::RunView& run) {
  const bool running = run.state == RunState::kRunning;
  return {{"id", run.id},
          {"kind", run.kind},
          {"state", run_state_name(run.state)},
          {"attempt", run.attempt > 0 ? Json(run.attempt) : Json()},
          {"worker", running && run.worker >= 0 ? Json(run.worker) : Json()},
          {"host", or_null(run.host)},
          {"gpu", or_null(run.gpu)},
          {"started", running ? Json(run.started) : Json()},
          {"running_s", seconds_or_null(run.running_s)},
          {"epoch", run.epochs > 0 ? Json(run.epoch) : Json()},
          {"epochs", run.epochs > 0 ? Json(run.epochs) : Json()},
          {"eta_s", seconds_or_null(run.eta_s)},
          {"wall_s", seconds_or_null(run.wall_s)},
          {"cause", or_null(run.cause)},
          {"death", or_null(run.death)},
          {"log", or_null(run.log)},
          {"waits_for", run.waits_for},
          {"result_damaged", run.result_damaged}};
}

Json to_json(const std::optional<farm::DiskUse>& disk) {
  if (!disk) return Json();
  return {{"bytes", disk->total()},        {"weights", disk->weights}, {"checkpoints", disk->checkpoints},
          {"masks", disk->masks},          {"other", disk->other},     {"free", or_null(disk->free)},
          {"unreadable", disk->unreadable}};
}

}  // namespace

std::string status_json(const farm::StudyStatus& status, const std::string& results, int indent) {
  const auto& counts = status.counts;
  Json json;
  json["schema"] = "sonosweep-status";
  json["schema_version"] = 1;
  json["results"] = results;
  json["now"] = utc_text(status.now_ms);
  json["launch"] = to_json(status, status.launch);
  json["counts"] = {{"total", counts.total},
                    {"done", counts.done},
                    {"running", status.running_known ? Json(counts.running) : Json()},
                    {"failed", counts.failed},
                    {"blocked", counts.blocked},
                    {"waiting", counts.waiting}};
  json["waiting_by_kind"] = status.waiting_by_kind;
  json["eta_s"] = seconds_or_null(status.eta_s);
  json["journal"] = {{"fault", or_null(status.journal_fault)},
                     {"damaged_regions", status.journal_damage.regions},
                     {"damaged_bytes", status.journal_damage.bytes}};
  json["disk"] = to_json(status.disk);
  json["nodes"] = Json::array();
  for (const auto& node : status.nodes) json["nodes"].push_back(to_json(node));
  json["runs"] = Json::array();
  for (const auto& run : status.runs) json["runs"].push_back(to_json(run));
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sonosweep::jobs
