#include "farm/results/run_result.h"

#include <cmath>
#include <limits>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/read_file.h"

namespace sonosweep::farm {
namespace {

using Json = nlohmann::ordered_json;

RunResult result_of(const std::filesystem::path& path, const std::string& text) {
  try {
    auto json = Json::parse(text);
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

RunResult read_run_result(const std::filesystem::path& path) {
  return result_of(path, read_file(path));
}

std::optional<RunResult> find_run_result(const std::filesystem::path& path) {
  std::string text;
  if (!read_file_if_there(path, text)) return std::nullopt;
  return result_of(path, text);
}

}  // namespace sonosweep::farm
