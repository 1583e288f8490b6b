#include "jobs/launch_job.h"

#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/progress.h"
#include "cli/run_program.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/file_lock.h"
#include "core/log.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "jobs/study_setup.h"
#include "sweep/launch/coordinator.h"
#include "sweep/launch/rank_loop.h"
#include "sweep/launch/supervisor.h"
#include "sweep/schedule/study_plan.h"
#include "sweep/study/study_file.h"

namespace sonosweep::jobs {
namespace {

namespace fs = std::filesystem;
namespace po = boost::program_options;

cli::CommandLine make_command_line() {
  cli::CommandLine command_line(
      "sonosweep-launch",
      "Runs a study, or goes on with it: mpirun -n N sonosweep-launch .., or without mpirun.",
      "--data PACK.h5 --study STUDY.ini --out RESULTS");
  command_line.options().add_options()("data", po::value<std::string>()->value_name("PACK.h5"), "the data")(
      "study", po::value<std::string>()->value_name("STUDY.ini"), "what is to be run")(
      "out", po::value<std::string>()->value_name("RESULTS"), "results folder; made if it is not there")(
      "deadline", po::value<std::int64_t>()->value_name("UNIXTIME"),
      "everything has ended by this time (seconds since 1970): runs save their state before, exit code 75; "
      "by "
      "default the end of the Slurm job")(
      "lease", po::value<double>()->value_name("SECONDS"),
      "a rank that is not heard of for so long and a half is given up, its runs are given to others (30)")(
      "retries", po::value<int>()->value_name("N"),
      "how often a failed run is tried again, instead of the study's")(
      "run-command", po::value<std::string>()->value_name("PROGRAM"),
      "instead of the sonosweep-run beside this program")(
      "help-study", "print every key of a study file with its default, and end");
  return command_line;
}

bool is_program(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) && ::access(path.c_str(), X_OK) == 0;
}

// --run-command as an absolute path: a path, or a name to be found in PATH; else sonosweep-run beside us.
fs::path find_run_program(const cli::CommandLine& command_line) {
  if (!command_line.has("run-command")) {
    const fs::path beside = fs::read_symlink("/proc/self/exe").parent_path() / "sonosweep-run";
    if (!is_program(beside))
      throw_error<Error>("{}: not there; install it beside sonosweep-launch, or give --run-command",
                         beside.string());
    return beside;
  }
  const auto given = command_line.get<std::string>("run-command");
  if (is_program(given)) return fs::absolute(given);
  const char* path = std::getenv("PATH");
  if (given.find('/') == std::string::npos && path != nullptr)
    for (const auto& folder : split_list(path, ':'))
      if (is_program(fs::path(folder) / given)) return fs::absolute(fs::path(folder) / given);
  throw_error<UsageError>("--run-command {}: not a program that can be started", given);
}

// When everything must have ended, where that is known.
std::optional<std::int64_t> find_deadline(const cli::CommandLine& command_line) {
  if (command_line.has("deadline")) return command_line.get<std::int64_t>("deadline");
  const char* text = std::getenv("SLURM_JOB_END_TIME");
  if (text == nullptr) return std::nullopt;
  const auto time = parse_integer(text);
  if (!time) log_warning("SLURM_JOB_END_TIME='{}' is no time; going on without a deadline", text);
  return time;
}

std::string progress_text(const sweep::Progress& progress) {
  const auto& counts = progress.counts;
  std::string text = fmt::format("{}/{} done, {} running, {} waiting, {} failed", counts.done, counts.total,
                                 counts.running, counts.waiting, counts.failed + counts.blocked);
  if (!progress.run.empty())
    text += fmt::format("; {} at epoch {}/{}", progress.run, progress.epoch, progress.epochs);
  text += progress.eta_s ? "; ETA " + human_duration(*progress.eta_s) : "; ETA not known yet";
  return text;
}

void say_what_became_of_it(const sweep::Coordinator& coordinator, const sweep::ResultsFolder& folder) {
  for (const auto& lost : coordinator.lost_runs()) {
    if (lost.blocked) {
      log_error("{}: not run: {}", lost.run, lost.cause);
    } else {
      log_error("{}: {}; log: {}", lost.run, lost.cause, folder.log_file(lost.run).string());
    }
  }
  const auto counts = coordinator.counts();
  switch (coordinator.exit_code()) {
    case kExitDone:
      log_info("all {} runs are done: {}", counts.total, folder.root().string());
      break;
    case kExitStopped:
      log_info("stopped early with {} of {} runs done; start it again to go on", counts.done, counts.total);
      break;
    default:
      log_error("{} of {} runs are done, {} failed, {} could not be run; start it again to try those again",
                counts.done, counts.total, counts.failed, counts.blocked);
  }
}

// What rank 0 came to.
struct Lead {
  bool orderly = false;  // all ranks have been told to end, ..
  bool complete = true;  // .. and none is silent
};

int lead(const Rank& rank, sweep::Supervisor& supervisor, int argc, const char* const* argv, Lead& came_to) {
  sweep::Transport& transport = rank.transport;
  auto command_line = make_command_line();
  if (!command_line.parse(argc, argv)) return kExitDone;
  if (command_line.has("help-study")) {
    std::cout << sweep::study_file_help();
    return kExitDone;
  }
  const fs::path data = fs::absolute(command_line.required("data"));
  const fs::path study_file = fs::absolute(command_line.required("study"));
  const sweep::ResultsFolder folder(fs::absolute(command_line.required("out")));
  sweep::CoordinatorOptions options;
  const fs::path program = find_run_program(command_line);
  const StudySetup setup = set_up_study(data, study_file);
  options.retries = command_line.has("retries") ? command_line.get<int>("retries") : setup.study.retries;
  if (options.retries < 0) throw_error<UsageError>("--retries {}: must be 0 or more", options.retries);
  options.gpu_share = setup.study.gpu_share;
  options.deadline = find_deadline(command_line);
  if (command_line.has("lease")) options.lease.seconds = command_line.get<double>("lease");
  if (!(options.lease.seconds > 0))
    throw_error<UsageError>("--lease {}: must be more than 0", options.lease.seconds);
  const auto hellos = sweep::gather_hellos(transport);

  create_folders(folder.root());
  const FileLock lock(folder.lock_file(), "sonosweep-launch");
  folder.open(setup.record);

  cli::ProgressLine line;
  options.show_progress = [&](const sweep::Progress& progress) { line.show(progress_text(progress)); };
  options.say = [&](LogLevel level, const std::string& text) {
    line.clear();
    log_line(level, text);
  };
  const sweep::LaunchSetup common{program.string(), data.string(), study_file.string(),
                                  folder.root().string(), setup.study.threads};
  sweep::Coordinator coordinator(transport, sweep::plan_study(setup.study), folder, common, options);
  coordinator.begin(hellos);
  sweep::serve(transport, supervisor, &coordinator);
  came_to.orderly = true;
  came_to.complete = !coordinator.gave_up_any();
  line.clear();
  say_what_became_of_it(coordinator, folder);
  return coordinator.exit_code();
}

}  // namespace

int launch(const Rank& rank, int argc, const char* const* argv) {
  install_stop_signals();
  const int number = rank.transport.rank();
  if (number != 0) set_log_name("launch:" + std::to_string(number));
  sweep::Supervisor supervisor(
      rank.transport, rank.keeper,
      {rank.place, std::vector<std::string>(argv + 1, argv + argc), rank.gpus, sweep::steady_seconds});
  if (number != 0) {
    sweep::serve(rank.transport, supervisor, nullptr);
    return supervisor.exit_code();
  }
  Lead came_to;
  const int code = cli::run_program([&] { return lead(rank, supervisor, argc, argv, came_to); });
  if (!came_to.orderly) sweep::shut_down_others(rank.transport, code);
  // MPI's own end would wait for a rank that is dead or stopped.
  if (!came_to.complete) rank.end_all(code);
  return code;
}

}  // namespace sonosweep::jobs
