// Stands in for sonosweep-run in tests of the launcher: same arguments, same results-folder contract, made-up
// metrics, no training. The file named by SONOSWEEP_STAND_IN says how runs behave, one line each:
//   RUN_ID|*  ATTEMPT|*  ACTION [NUMBER]          the first line that fits counts; without one: done
// Actions: done | signal N | done_signal N (with its result there) | exit N | hang (until SIGTERM, then 75) |
//          stubborn (SIGTERM does not stop it) | grandchild (leaves one behind, done) |
//          keeper (hang with a grandchild) | no_result | half_result |
//          rows N (N rows of history.csv, then hang) | binary (prints bytes that are not text, exit 1) |
//          chaos (chaos/chaos_run.h)
// Every start adds a line "RUN_ID ATTEMPT" to RESULTS/starts.txt, those of chaos excepted; hanging ones make
// the file `pid` in their attempt's folder. Where SONOSWEEP_STAND_IN is set the environment is left there
// too.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <string>

#include "chaos/chaos_run.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "farm/results/results_folder.h"
#include "farm/results/run_result.h"

extern char** environ;

namespace {

using namespace sonosweep;

volatile sig_atomic_t terminated = 0;
void on_term(int) {
  terminated = 1;
}

struct Action {
  std::string name = "done";
  int number = 0;
};

Action find_action(const std::string& run, const std::string& attempt) {
  const char* path = std::getenv("SONOSWEEP_STAND_IN");
  std::ifstream file(path == nullptr ? "/dev/null" : path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string for_run, for_attempt;
    Action action;
    words >> for_run >> for_attempt >> action.name >> action.number;
    if ((for_run == "*" || for_run == run) && (for_attempt == "*" || for_attempt == attempt)) return action;
  }
  return {};
}

// One write, so that lines of runs side by side do not mix.
void append_line(const std::filesystem::path& path, const std::string& line) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  if (fd < 0 || ::write(fd, (line + "\n").data(), line.size() + 1) < 0) std::_Exit(kExitFailed);
  ::close(fd);
}

void write_pid(const std::filesystem::path& path) {
  write_file_atomically(path, std::to_string(::getpid()));
}

void leave_grandchild(const std::filesystem::path& folder) {
  if (::fork() != 0) return;
  signal(SIGTERM, SIG_IGN);
  write_pid(folder / "grandchild");
  for (;;) ::pause();
}

[[noreturn]] void hang(const std::filesystem::path& folder) {
  struct sigaction action {};
  action.sa_handler = on_term;
  sigset_t term, before;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &before);
  sigaction(SIGTERM, &action, nullptr);
  write_pid(folder / "pid");
  while (terminated == 0) sigsuspend(&before);
  std::_Exit(kExitStopped);
}

void write_done(const std::filesystem::path& home, const std::string& run, int attempt) {
  farm::RunResult result;
  result.run_id = run;
  result.done = true;
  result.attempts = attempt;
  result.metrics["iou"] = 0.25 + static_cast<double>(run.size()) / 1000;
  farm::write_run_result(home / "result.json", result);
}

int behave(const Action& action, const std::filesystem::path& home, const std::string& run, int attempt) {
  if (action.name == "done_signal") write_done(home, run, attempt);
  if (action.name == "signal" || action.name == "done_signal") {
    signal(action.number, SIG_DFL);  // a sanitizer would make an exit code of it
    ::raise(action.number);
    return kExitFailed;
  }
  if (action.name == "exit") {
    std::cerr << "error: made-up failure\n";
    return action.number;
  }
  if (action.name == "binary") {
    std::cerr << "before\n\xff\xfe\x00after\n";
    return kExitFailed;
  }
  if (action.name == "no_result") return kExitDone;
  if (action.name == "half_result") {
    std::ofstream(home / "result.json") << "{\"run_id\": \"seg";
    return kExitDone;
  }
  if (action.name == "stubborn") {
    signal(SIGTERM, SIG_IGN);
    write_pid(home / "pid");
    for (;;) ::pause();
  }
  if (action.name == "keeper") leave_grandchild(home);
  if (action.name == "hang" || action.name == "keeper") hang(home);
  if (action.name == "rows") {
    std::string rows = "epoch,loss\n";
    for (int epoch = 1; epoch <= action.number; ++epoch) rows += std::to_string(epoch) + ",0.5\n";
    write_file_atomically(home / "history.csv", rows);
    hang(home);
  }
  if (action.name == "grandchild") leave_grandchild(home);
  write_done(home, run, attempt);
  return kExitDone;
}

void write_environment(const std::filesystem::path& home) {
  std::string environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment += std::string(*entry) + "\n";
  write_file_atomically(home / "environment", environment);
}

int be_chaotic(const farm::ResultsFolder& folder, const std::string& run, int attempt) {
  try {
    return chaos::chaos_run(folder, run, attempt);
  } catch (const Error& error) {
    std::cerr << "error: " << error.what() << "\n";
    return error.exit_code();
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::string> options;
  for (int i = 1; i + 1 < argc; i += 2) options[argv[i]] = argv[i + 1];
  if (options.count("--data") + options.count("--study") + options.count("--out") + options.count("--run") !=
      4)
    return kExitUsage;
  const farm::ResultsFolder folder(options["--out"]);
  const std::string run = options["--run"];
  const char* attempt = std::getenv("SONOSWEEP_ATTEMPT");
  if (attempt == nullptr) return kExitUsage;
  const char* given = std::getenv("SONOSWEEP_ATTEMPT_FOLDER");
  const auto home = given != nullptr ? std::filesystem::path(given) : folder.run(run);
  const Action action = find_action(run, attempt);
  if (action.name == "chaos") return be_chaotic(folder, run, std::atoi(attempt));
  append_line(folder.root() / "starts.txt", run + " " + attempt);
  if (std::getenv("SONOSWEEP_STAND_IN") != nullptr) write_environment(home);
  return behave(action, home, run, std::atoi(attempt));
}
