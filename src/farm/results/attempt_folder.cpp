#include "farm/results/attempt_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "core/atomic_file.h"
#include "core/checkpoint_files.h"
#include "core/error.h"
#include "core/folder.h"
#include "core/log.h"
#include "core/text.h"
#include "farm/results/done_run.h"
#include "farm/results/run_result.h"

namespace sonosweep::farm {
namespace {

namespace fs = std::filesystem;

constexpr const char* kResult = "result.json";
constexpr const char* kLog = "log.txt";
// Says that a take-over came to its end; an attempt killed during it is no source for the next one.
constexpr const char* kTakenOver = ".taken_over";
// Says that what stood in the run's folder before is gone, so that what stands there now is this attempt's.
constexpr const char* kPromoting = ".promoting";

// No run is tried so often: such a number is a slip, and the next one must exist.
constexpr int kMostAttempts = 1'000'000;

[[noreturn]] void throw_failed(const fs::path& path, const char* what, const std::error_code& error) {
  throw_error<Error>("{}: cannot be {} ({})", path.string(), what, error.message());
}

// Numbers of the attempts that have a folder, ascending.
std::vector<int> attempts_there(const ResultsFolder& folder, const std::string& run_id) {
  std::vector<int> numbers;
  for (const auto& name : names_in(folder.attempts(run_id)))
    if (const auto number = parse_integer(name); number && *number > 0)
      numbers.push_back(static_cast<int>(std::min<long long>(*number, kMostAttempts)));
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

// Not what a living attempt has open for writing, either (core/atomic_file.h).
bool is_progress(const std::string& name) {
  const std::string part = ".part";
  if (name.size() >= part.size() && name.compare(name.size() - part.size(), part.size(), part) == 0)
    return false;
  return name != kResult && name != "predictions.csv" && name.rfind("log.", 0) != 0 && name.front() != '.';
}

// Of files only: the folder of one run may hold those of others (segmentation/t060 and its folds').
bool has_progress(const fs::path& folder) {
  const auto names = files_in(folder);
  return std::any_of(names.begin(), names.end(), is_progress);
}

void move_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) throw_failed(from, "moved to its place", error);
}

void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) throw_error<Error>("{}: cannot be read ({})", folder.string(), errno_text(errno));
  const bool synced = ::fsync(fd) == 0 || errno == EINVAL;  // EINVAL: a file system that has no such thing
  const int reason = errno;
  ::close(fd);
  if (!synced) throw_error<Error>("{}: cannot be synced ({})", folder.string(), errno_text(reason));
}

bool is_done(const fs::path& result_file) {
  try {
    const auto result = find_run_result(result_file);
    return result && result->done;
  } catch (const DataError&) {
    return false;
  }
}

// What a finished run has no use for: it goes with the attempt, once the result is in its place. A failed one
// is continued from it.
bool is_left_behind(const std::string& name, const RunResult& result) {
  return (result.done && is_checkpoint_file(name)) ||
         (name == kBestWeightsFile && were_weights_dropped(result));
}

void make_marker(const fs::path& path) {
  if (!std::ofstream(path)) throw_error<Error>("{}: cannot be written", path.string());
}

// Removes what an earlier attempt that failed, or a result that no longer stands, left in the run's own
// folder; logs and results moved aside stay.
void clear_run(const fs::path& run) {
  int number = 0;
  try {
    if (const auto result = find_run_result(run / kResult)) number = result->attempts;
  } catch (const DataError&) {
    // nobody knows whose log it is
  }
  std::error_code error;
  fs::remove(run / kResult, error);  // before any of its files
  if (error) throw_failed(run / kResult, "removed", error);
  if (fs::exists(run / kLog, error)) move_file(run / kLog, run / fmt::format("log.{}.txt", number));
  for (const auto& name : files_in(run))
    if (name.rfind("log.", 0) != 0 && name.rfind("result.json.", 0) != 0 && name != ".lock" &&
        !fs::remove(run / name, error) && error)
      throw_failed(run / name, "removed", error);
}

// The highest number that the run's own folder tells of.
int last_recorded(const ResultsFolder& folder, const std::string& run_id) {
  int last = 0;
  try {
    if (const auto result = find_run_result(folder.result_file(run_id))) last = result->attempts;
  } catch (const DataError&) {
    // damaged: the launcher moves it aside
  }
  for (const auto& name : files_in(folder.run(run_id)))
    if (name.rfind("log.", 0) == 0 && name.size() > 8)  // log.K.txt
      if (const auto number = parse_integer(name.substr(4, name.size() - 8)))
        last = std::max(last, static_cast<int>(std::min<long long>(*number, kMostAttempts)));
  return last;
}

}  // namespace

bool is_done(const ResultsFolder& folder, const std::string& run_id) {
  return is_done(folder.result_file(run_id));
}

int last_attempt(const ResultsFolder& folder, const std::string& run_id) {
  const auto there = attempts_there(folder, run_id);
  return std::max(there.empty() ? 0 : there.back(), last_recorded(folder, run_id));
}

bool make_attempt(const ResultsFolder& folder, const std::string& run_id, int number) {
  const auto path = folder.attempt(run_id, number);
  create_folders(path.parent_path());
  std::error_code error;
  const bool made = fs::create_directory(path, error);
  if (error) throw_failed(path, "made", error);
  // Looked for after it was made: it was there until its result was.
  if (!made || last_recorded(folder, run_id) < number) return made;
  fs::remove(path, error);
  fs::remove(path.parent_path(), error);
  return false;
}

int make_next_attempt(const ResultsFolder& folder, const std::string& run_id) {
  const int last = last_attempt(folder, run_id);
  if (last >= kMostAttempts)
    throw_error<Error>(
        "{}: an attempt {} is named there, by a folder of it in {}, a log.N.txt, or the attempts of its "
        "result.json; "
        "remove what names it",
        folder.run(run_id).string(), last, folder.attempts(run_id).string());
  for (int number = last + 1;; ++number)
    if (make_attempt(folder, run_id, number)) return number;
}

fs::path source_of(const ResultsFolder& folder, const std::string& run_id, int number) {
  fs::path from = folder.run(run_id);
  for (const int earlier : attempts_there(folder, run_id)) {
    const auto path = folder.attempt(run_id, earlier);
    if (earlier < number && fs::exists(path / kTakenOver) && has_progress(path)) from = path;
  }
  return from;
}

void take_over(const ResultsFolder& folder, const std::string& run_id, int number) {
  const auto from = source_of(folder, run_id, number);
  const auto to = folder.attempt(run_id, number);
  for (const auto& name : files_in(from)) {
    if (!is_progress(name) || fs::exists(to / name)) continue;
    std::error_code error;
    fs::create_hard_link(from / name, to / name, error);
    if (error == std::errc::no_such_file_or_directory)
      continue;  // the earlier attempt is still alive, and renamed it
    if (error) fs::copy_file(from / name, to / name, error);  // a file system without hard links
    if (error && error != std::errc::no_such_file_or_directory) throw_failed(to / name, "written", error);
  }
  make_marker(to / kTakenOver);
}

Promotion promote(const ResultsFolder& folder, const std::string& run_id, int number, bool replace) {
  const auto from = folder.attempt(run_id, number), to = folder.run(run_id);
  if (!replace && is_done(to / kResult)) {
    clear_attempts(folder, run_id, number);
    return Promotion::kAlreadyDone;
  }
  const auto result = find_run_result(from / kResult);
  if (!result)
    throw_error<DataError>("{}: has no {}, so it cannot become the result", from.string(), kResult);
  create_folders(to);
  if (!fs::exists(from / kPromoting)) {
    clear_run(to);
    make_marker(from / kPromoting);
  }
  for (const auto& name : files_in(from))
    if (name != kResult && name.front() != '.' && !is_left_behind(name, *result))
      move_file(from / name, to / name);
  move_file(from / kResult, to / kResult);
  sync_folder(to);
  clear_attempts(folder, run_id, number);
  return Promotion::kPromoted;
}

void clear_attempts(const ResultsFolder& folder, const std::string& run_id, int number) {
  for (const int there : attempts_there(folder, run_id)) {
    if (there > number) continue;
    const auto log = folder.attempt(run_id, there) / kLog;
    std::error_code ignored;
    if (fs::exists(log, ignored))
      fs::rename(log, folder.run(run_id) / fmt::format("log.{}.txt", there), ignored);
    remove_tree(
        folder.attempt(run_id, there));  // whoever still works in it finds out by the next file it writes
  }
  std::error_code ignored;
  fs::remove(folder.attempts(run_id), ignored);  // stays if a later attempt, or a run below it, is there
}

std::vector<FinishedAttempt> finished_attempts(const ResultsFolder& folder,
                                               const std::vector<std::string>& run_ids) {
  std::vector<FinishedAttempt> found;
  for (const auto& run_id : run_ids) {
    const auto numbers = attempts_there(folder, run_id);
    const auto last = std::find_if(numbers.rbegin(), numbers.rend(), [&](int number) {
      return is_done(folder.attempt(run_id, number) / kResult);
    });
    if (last != numbers.rend()) found.push_back({run_id, *last});
  }
  return found;
}

}  // namespace sonosweep::farm
