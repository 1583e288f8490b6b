#include "analysis/report/run_data.h"

#include <fmt/format.h>

#include <cmath>

#include "analysis/figures/learning_curves.h"
#include "core/text.h"
#include "farm/processes/log_tail.h"
#include "page/escape.h"
#include "study/choice_axis.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kLogLines = 50, kLogBytes = 8192;

// Five digits: enough to draw, and short.
Json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  return Json::parse(fmt::format("{:.5g}", value));
}

// What the index shows of a run.
const char* main_metric(study::RunKind kind) {
  switch (kind) {
    case study::RunKind::kSegmentation:
      return "iou";
    case study::RunKind::kSfChange:
      return "accuracy3";
    case study::RunKind::kSfRatio:
      return "rmse_average";
    case study::RunKind::kReadmission:
      return "accuracy";
    case study::RunKind::kLrChoice:
      return "val_loss";
    case study::RunKind::kCache:
      break;
  }
  return "";
}

const farm::RunView* view_of(const farm::StudyStatus& status, std::size_t position, const std::string& id) {
  if (position >= status.runs.size() || status.runs[position].id != id) return nullptr;
  return &status.runs[position];
}

std::string cause_of(const RunOutcome& run, const farm::RunView* view) {
  if (!run.reason.empty()) return run.reason;
  if (run.state != RunState::kMissing || view == nullptr) return {};
  if (!view->cause.empty()) return "last attempt: " + view->cause;
  if (view->state == farm::RunState::kBlocked) return "needs " + join(view->waits_for, ", ");
  return {};
}

Json index_row(const RunOutcome& run, const farm::StudyStatus& status, std::size_t position) {
  const std::string id = run.spec.id();
  const std::string metric = run.state == RunState::kDone ? main_metric(run.spec.kind) : "";
  const auto found = run.metrics.find(metric);
  return {id,
          study::run_kind_name(run.spec.kind),
          run_state_text(run, status, position),
          number(number_at(run, "/wall_s")),
          metric,
          found == run.metrics.end() ? Json() : number(found->second),
          cause_of(run, view_of(status, position, id))};
}

// The end of a log whose lines may be very long.
Json log_lines(const std::filesystem::path& path) {
  auto lines = farm::log_tail(path, 0, kLogLines);
  std::size_t bytes = 0, first = lines.size();
  while (first > 0 && bytes + lines[first - 1].size() < kLogBytes) bytes += lines[--first].size() + 1;
  Json kept = Json::array();
  for (std::size_t i = first; i < lines.size(); ++i) kept.push_back(lines[i]);
  return kept;
}

// What the result says of how it came about, as the page shows it.
Json facts_of(const RunOutcome& run) {
  Json facts = Json::object();
  std::vector<std::string> keys = {"device", "host", "cpu"};
  for (const auto& axis : study::axis_rows()) keys.emplace_back(axis.name);
  for (const auto& key : keys)
    if (const Json* value = run.details.find(key); value != nullptr && !value->is_null()) facts[key] = *value;
  for (const char* key : {"best_epoch", "continued_after_epoch"})
    if (const double value = number_at(run, std::string("/") + key); !std::isnan(value))
      facts[key] = static_cast<long long>(value);
  if (!std::isnan(number_at(run, "/seed"))) facts["seed"] = run.spec.seed;
  if (const double seconds = number_at(run, "/cpu_s"); !std::isnan(seconds)) facts["cpu_s"] = number(seconds);
  if (const double bytes = number_at(run, "/peak_memory_bytes"); !std::isnan(bytes))
    facts["peak memory"] = human_bytes(bytes);
  return facts;
}

Json details_of(const RunOutcome& run, const sweep::StudyFolder& folder) {
  const auto home = newest_folder(folder, run.spec.id());
  Json history = Json::array();
  for (const auto& row : read_history(home / "history.csv"))
    history.push_back({row.epoch, number(row.train_loss), number(row.val_loss), number(row.val_iou)});
  Json metrics = Json::object();
  for (const auto& [name, value] : run.metrics) metrics[name] = number(value);
  return {{"facts", facts_of(run)},
          {"metrics", std::move(metrics)},
          {"history", std::move(history)},
          {"log", log_lines(home / "log.txt")}};
}

std::string compact(const Json& json) {
  return page::json_in_html(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

std::string run_state_text(const RunOutcome& run, const farm::StudyStatus& status, std::size_t position) {
  switch (run.state) {
    case RunState::kDone:
      return "done";
    case RunState::kFailed:
      return "failed";
    case RunState::kDamaged:
      return "damaged";
    case RunState::kOutdated:
      return "outdated";
    case RunState::kUntrained:
      return "untrained";
    case RunState::kMissing:
      break;
  }
  const auto* view = view_of(status, position, run.spec.id());
  return view == nullptr || view->state == farm::RunState::kDone ? "waiting"
                                                                 : farm::run_state_name(view->state);
}

RunData run_data(const StudyResults& results, const sweep::StudyFolder& folder,
                 const farm::StudyStatus& status, ToldByResults& told) {
  Json index = {{"columns", {"id", "kind", "state", "wall_s", "metric", "value", "cause"}},
                {"runs", Json::array()}};
  RunData data;
  for (std::size_t i = 0; i < results.runs().size(); ++i) {
    index["runs"].push_back(index_row(results.runs()[i], status, i));
    told.add(results.runs()[i].details);
    data.details += compact(details_of(results.runs()[i], folder)) + "\n";
  }
  data.index = compact(index);
  return data;
}

}  // namespace sonosweep::analysis
