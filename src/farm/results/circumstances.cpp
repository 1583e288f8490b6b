#include "farm/results/circumstances.h"

#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "core/build_info.h"
#include "core/checkpoint_files.h"
#include "core/sha256.h"
#include "core/text.h"
#include "farm/results/results_folder.h"

namespace sonosweep::farm {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_seconds() {
  double sum = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage usage{};
    if (::getrusage(who, &usage) == 0) sum += seconds(usage.ru_utime) + seconds(usage.ru_stime);
  }
  return sum;
}

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("model name", 0) == 0)
      if (const auto colon = line.find(':'); colon != std::string::npos) return trim(line.substr(colon + 1));
  return "unknown";
}

std::string text_of(const char* path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

}  // namespace

std::vector<std::string> computing_libraries(const std::string& maps) {
  static constexpr const char* kStems[] = {
      "libtorch", "libc10",    "libopenblas", "libblas",   "liblapack", "libmkl",  "libgomp", "libiomp",
      "libcuda",  "libcudart", "libcudnn",    "libcublas", "libhdf5",   "libdnnl", "libm.so", "libm-"};
  std::set<std::string> names;
  std::istringstream lines(maps);
  for (std::string line; std::getline(lines, line);) {
    const auto slash = line.rfind('/');
    if (slash == std::string::npos) continue;
    const auto name = line.substr(slash + 1);
    if (name.find(".so") == std::string::npos) continue;
    if (std::any_of(std::begin(kStems), std::end(kStems),
                    [&](const char* stem) { return name.rfind(stem, 0) == 0; }))
      names.insert(name);
  }
  return {names.begin(), names.end()};
}

void record_process(RunResult& result) {
  auto& details = result.details;
  const auto& build = build_info();
  details["program"] = {{"version", build.version},
                        {"git_describe", build.git_describe},
                        {"build_type", build.build_type},
                        {"compiler", build.compiler},
                        {"binary", binary_digest()}};
  details["host"] = host_name();
  details["cpu"] = cpu_model();
  if (const char* gpus = std::getenv("CUDA_VISIBLE_DEVICES")) details["gpus"] = gpus;
  details["libraries"] = computing_libraries(text_of("/proc/self/maps"));
  details["cpu_s"] = cpu_seconds();
  if (const char* job = std::getenv("SLURM_JOB_ID")) details["slurm_job"] = job;
}

void record_files(RunResult& result, const std::filesystem::path& run_folder) {
  auto files = nlohmann::ordered_json::object();
  for (const char* name : {kBestWeightsFile, "masks.h5", "predictions.csv", "history.csv"})
    if (std::filesystem::exists(run_folder / name)) files[name] = sha256_file(run_folder / name);
  result.details["files"] = std::move(files);
}

}  // namespace sonosweep::farm
