#include "sweep/results/run_result.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/read_file.h"

namespace sonosweep::sweep {
namespace {

using Json = nlohmann::ordered_json;

// The closing quote of the string that opens here.
std::size_t end_of_string(const std::string& text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return at;
}

// Behind the value that begins here: its brackets and strings are looked at, nothing else.
std::size_t end_of_value(const std::string& text, std::size_t at) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      at = end_of_string(text, at);
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return at;
      if (--depth == 0) return at + 1;
    } else if (c == ',' && depth == 0) {
      return at;
    }
  }
  return text.size();
}

// The text with null in place of the values of these keys of the outermost object.
std::string with_null_at(const std::string& text, const std::vector<std::string>& keys) {
  std::string out;
  std::size_t copied = 0;
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const std::size_t begin = at + 1;
    at = end_of_string(text, at);
    if (depth != 1 || at >= text.size()) continue;
    const std::size_t colon = text.find_first_not_of(" \t\r\n", at + 1);
    if (colon == std::string::npos || text[colon] != ':') continue;  // a value
    if (std::find(keys.begin(), keys.end(), text.substr(begin, at - begin)) == keys.end()) continue;
    out.append(text, copied, colon + 1 - copied).append("null");
    copied = end_of_value(text, colon + 1);
    at = copied - 1;
  }
  return out.append(text, copied, std::string::npos);
}

// Most of a result is how it came about; reading that takes most of the time.
Json parse_without(const std::string& text, const std::vector<std::string>& keys) {
  auto json = Json::parse(with_null_at(text, keys));
  for (const auto& key : keys) json.erase(key);
  return json;
}

RunResult result_of(const std::filesystem::path& path, const std::string& text,
                    const std::vector<std::string>& without) {
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
  return result_of(path, read_file(path), without);
}

std::optional<RunResult> find_run_result(const std::filesystem::path& path,
                                         const std::vector<std::string>& without) {
  std::string text;
  if (!read_file_if_there(path, text)) return std::nullopt;
  return result_of(path, text, without);
}

}  // namespace sonosweep::sweep
