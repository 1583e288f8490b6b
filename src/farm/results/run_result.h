// result.json of one run: metrics, or the failure and its cause.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace sonosweep::farm {

struct RunResult {
  std::string run_id;
  bool done = false;                      // status "done", else "failed"
  std::map<std::string, double> metrics;  // NaN = not defined on this data; written as null
  nlohmann::ordered_json details;         // n, config, seed, wall_s, peak_memory_bytes, device, versions, ..
  std::string cause;                      // of a failure: "killed by signal 9 (SIGKILL)"
  int attempts = 1;
};

// details "reason": of a run that is done without its work, why.
constexpr const char* kReason = "reason";

// Whole or not at all. Throws Error.
void write_run_result(const std::filesystem::path& path, const RunResult& result);

// Throws DataError naming the file if it is damaged.
RunResult read_run_result(const std::filesystem::path& path);

// Nothing if there is no file.
std::optional<RunResult> find_run_result(const std::filesystem::path& path);

}  // namespace sonosweep::farm
