#include "farm/status/study_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/error.h"
#include "core/folder.h"
#include "core/text.h"
#include "farm/results/run_result.h"
#include "farm/status/study_progress.h"

namespace sonosweep::farm {
namespace {

namespace fs = std::filesystem;

std::optional<std::int64_t> changed_ms(const fs::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return std::nullopt;
  return static_cast<std::int64_t>(facts.st_mtim.tv_sec) * 1000 + facts.st_mtim.tv_nsec / 1'000'000;
}

// The highest number among the folders of a run's attempts; 0 if there is none.
int newest_attempt(const fs::path& attempts) {
  long long newest = 0;
  int reason = 0;
  const auto names = names_in(attempts, reason);
  if (reason != 0) throw_error<Error>("{}: cannot be read ({})", attempts.string(), errno_text(reason));
  for (const auto& name : names) newest = std::max(newest, parse_integer(name).value_or(0));
  return static_cast<int>(std::min(newest, 1'000'000'000LL));
}

double number_at(const nlohmann::ordered_json& details, const char* key) {
  const auto found = details.find(key);
  return found != details.end() && found->is_number() ? std::max(0.0, found->get<double>()) : 0;
}

std::string text_at(const nlohmann::ordered_json& details, const char* key) {
  const auto found = details.find(key);
  return found != details.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void look_at_result(const fs::path& path, RunFiles& files) {
  try {
    const auto result = find_run_result(path);
    if (!result) return;
    files.done = result->done;
    files.failed = !result->done;
    files.cause = result->cause;
    files.death = text_at(result->details, "death");
    files.attempts = result->attempts;
    if (!result->done) return;
    files.wall_s = number_at(result->details, "wall_s");
    files.gpu_peak_bytes = static_cast<std::uint64_t>(number_at(result->details, "gpu_peak_bytes"));
  } catch (const DataError&) {
    files.damaged = true;
  } catch (const Error&) {
    // Else it has vanished meanwhile, or others may not read it.
    std::error_code ignored;
    files.damaged = fs::is_directory(path, ignored);
    if (!files.damaged && is_there(path)) throw;
  }
}

}  // namespace

RunFiles look_at_run(const ResultsFolder& folder, const std::string& run_id) {
  RunFiles files;
  look_at_result(folder.result_file(run_id), files);
  files.log = folder.log_file(run_id);
  if (files.done) return files;
  const fs::path attempts = folder.attempts(run_id);
  files.newest_attempt = newest_attempt(attempts);
  fs::path history = folder.run(run_id) / "history.csv";
  if (files.newest_attempt > 0) {
    const fs::path attempt = folder.attempt(run_id, files.newest_attempt);
    history = attempt / "history.csv";
    if (!files.failed || !is_there(files.log)) files.log = attempt / "log.txt";
  }
  if (is_there(history) && ::faccessat(AT_FDCWD, history.c_str(), R_OK, AT_EACCESS) != 0 && errno == EACCES)
    throw_error<Error>("{}: cannot be read ({})", history.string(), errno_text(EACCES));
  files.rows = count_history_rows(history);
  files.changed_ms = std::max(changed_ms(history), changed_ms(files.log));
  return files;
}

std::vector<RunFiles> look_at_runs(const ResultsFolder& folder, const std::vector<PlannedRun>& plan) {
  std::vector<RunFiles> files;
  files.reserve(plan.size());
  for (const char* part : {"runs", "attempts"}) (void)is_there(folder.root() / part);
  for (const auto& run : plan) files.push_back(look_at_run(folder, run.id));
  return files;
}

}  // namespace sonosweep::farm
