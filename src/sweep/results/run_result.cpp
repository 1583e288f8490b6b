#include "sweep/results/run_result.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/atomic_file.h"
#include "core/error.h"

namespace sonosweep::sweep {
namespace {

using Json = nlohmann::ordered_json;

// The whole text is read and must be whole; what stands under these keys is not kept.
Json parse_without(const std::string& text, const std::vector<std::string>& keys) {
  const auto keep = [&](int depth, Json::parse_event_t event, Json& parsed) {
    return depth != 1 || event != Json::parse_event_t::key ||
           std::find(keys.begin(), keys.end(), parsed.get_ref<const std::string&>()) == keys.end();
  };
  return Json::parse(text, keep);
}

}  // namespace

void write_run_result(const std::filesystem::path& path, const RunResult& result) {
  nlohmann::ordered_json json;
  json["run_id"] = result.run_id;
  json["status"] = result.done ? "done" : "failed";
  if (!result.done) json["cause"] = result.cause;
  json["attempts"] = result.attempts;
  if (result.done) {
    auto& metrics = json["metrics"] = nlohmann::ordered_json::object();
    for (const auto& [name, value] : result.metrics)
      metrics[name] = std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
  }
  for (const auto& [key, value] : result.details.items()) json[key] = value;
  write_file_atomically(path, json.dump(2) + "\n");
}

RunResult read_run_result(const std::filesystem::path& path, const std::vector<std::string>& without) {
  const std::string text = read_file(path);
  try {
    auto json = without.empty() ? Json::parse(text) : parse_without(text, without);
    RunResult result;
    result.run_id = json.at("run_id").get<std::string>();
    const auto status = json.at("status").get<std::string>();
    if (status != "done" && status != "failed") throw_error<DataError>("status '{}' is unknown", status);
    result.done = status == "done";
    result.cause = json.value("cause", "");
    result.attempts = json.value("attempts", 1);
    if (result.done)
      for (const auto& [name, value] : json.at("metrics").items())
        result.metrics[name] =
            value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
    for (const char* key : {"run_id", "status", "cause", "attempts", "metrics"}) json.erase(key);
    result.details = std::move(json);
    return result;
  } catch (const std::exception& error) {
    throw_error<DataError>(
        "{}: damaged result ({}); delete it and start the launcher again to repeat the run", path.string(),
        error.what());
  }
}

std::optional<RunResult> find_run_result(const std::filesystem::path& path,
                                         const std::vector<std::string>& without) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  return read_run_result(path, without);
}

}  // namespace sonosweep::sweep
