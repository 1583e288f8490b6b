#include "jobs/launch/launch_job.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cli/command_line.h"
#include "cli/progress.h"
#include "cli/run_program.h"
#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/file_lock.h"
#include "core/folder.h"
#include "core/log.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "farm/join/joined_transport.h"
#include "farm/join/mailboxes.h"
#include "farm/launch/coordinator.h"
#include "farm/launch/rank_loop.h"
#include "farm/launch/supervisor.h"
#include "farm/processes/node.h"
#include "jobs/launch/helping.h"
#include "jobs/setup/study_setup.h"
#include "jobs/setup/untrained_runs.h"
#include "study/study_file.h"
#include "sweep/study_folder.h"
#include "sweep/study_plan.h"

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
      "join",
      "where another launch works on this study in the same RESULTS, help it; where none does, or it ends "
      "early, go on alone")(
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

std::string progress_text(const farm::Progress& progress) {
  const auto& counts = progress.counts;
  std::string text = fmt::format("{}/{} done, {} running, {} waiting, {} failed", counts.done, counts.total,
                                 counts.running, counts.waiting, counts.failed + counts.blocked);
  if (!progress.run.empty())
    text += fmt::format("; {} at epoch {}/{}", progress.run, progress.epoch, progress.epochs);
  text += progress.eta_s ? "; ETA " + human_duration(*progress.eta_s) : "; ETA not known yet";
  return text;
}

void say_what_became_of_it(const farm::Coordinator& coordinator, const study::Study& study,
                           const sweep::StudyFolder& folder) {
  for (const auto& line : untrained_lines(study, folder)) log_warning("{}", line);
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
      log_info("{} done: {}",
               counts.total == 1 ? "the one run is" : fmt::format("all {} runs are", counts.total),
               folder.root().string());
      break;
    case kExitStopped:
      log_info("stopped early with {} of {} runs done; start it again to go on", counts.done, counts.total);
      break;
    default:
      log_error("{} of {} runs are done, {} failed, {} could not be run; start it again to try those again",
                counts.done, counts.total, counts.failed, counts.blocked);
  }
}

// mpirun's exit code where a rank was killed: no decision of ours, and launch_study.sh starts again.
constexpr int kExitLost = 128 + SIGKILL;
constexpr double kMostBetweenScans_s = 2;

farm::SupervisorSetup supervisor_setup(const Rank& rank, const std::vector<std::string>& arguments) {
  return {rank.place, arguments, rank.gpus, farm::steady_seconds};
}

// What rank 0 came to.
struct Lead {
  bool orderly = false;  // all ranks have been told to end, ..
  bool complete = true;  // .. and none is silent
};

// Everything that was said on the command line, or follows from it.
struct Task {
  fs::path program, data, study_file;
  sweep::StudyFolder folder;
  StudySetup setup;
  farm::CoordinatorOptions options;
  bool join = false;
};

Task read_task(const cli::CommandLine& command_line) {
  const fs::path data = fs::absolute(command_line.required("data"));
  const fs::path study_file = fs::absolute(command_line.required("study"));
  const sweep::StudyFolder folder(fs::absolute(command_line.required("out")));
  folder.refuse_foreign();
  const fs::path program = find_run_program(command_line);
  Task task{program,
            data,
            study_file,
            folder,
            set_up_study(data, study_file, &folder),
            {},
            command_line.has("join")};
  say_notes(task.setup.notes);
  auto& options = task.options;
  options.retries = command_line.has("retries") ? command_line.get<int>("retries") : task.setup.study.retries;
  if (options.retries < 0) throw_error<UsageError>("--retries {}: must be 0 or more", options.retries);
  options.gpu_share = task.setup.study.gpu_share;
  options.deadline = find_deadline(command_line);
  if (command_line.has("lease")) options.lease.seconds = command_line.get<double>("lease");
  if (!(options.lease.seconds > 0))
    throw_error<UsageError>("--lease {}: must be more than 0", options.lease.seconds);
  return task;
}

// This launch has the folder.
int coordinate(const Rank& rank, farm::Supervisor& supervisor, const std::vector<farm::Hello>& hellos,
               const Task& task, Lead& came_to) {
  const auto& folder = task.folder;
  folder.open(task.setup.record);
  farm::begin_mailboxes(folder);
  auto options = task.options;
  farm::JoinedTransport transport(
      rank.transport, folder, std::min(options.lease.beat_s(), kMostBetweenScans_s), farm::steady_seconds);
  cli::ProgressLine line;
  options.show_progress = [&](const farm::Progress& progress) { line.show(progress_text(progress)); };
  options.say = [&](LogLevel level, const std::string& text) {
    line.clear();
    log_line(level, text);
  };
  const farm::LaunchSetup common{task.program.string(), task.data.string(), task.study_file.string(),
                                 folder.root().string(), task.setup.study.threads};
  farm::Coordinator coordinator(transport, sweep::plan_study(task.setup.study), folder, common, options);
  coordinator.begin(hellos);
  farm::serve(transport, supervisor, &coordinator);
  came_to.orderly = true;
  came_to.complete = !coordinator.gave_up_any();
  transport.remove_abandoned([&](int number) { return coordinator.is_present(number); });
  line.clear();
  say_what_became_of_it(coordinator, task.setup.study, folder);
  return coordinator.exit_code();
}

// False: nobody has the folder any more. Throws UsageError if it is another study's.
bool is_held_for_this_study(const Task& task) {
  const auto& folder = task.folder;
  const double limit = farm::steady_seconds() + task.options.lease.orphaned_s();
  while (true) {
    const auto names = names_in(folder.root());
    if (std::find(names.begin(), names.end(), folder.study_file().filename()) != names.end()) break;
    const std::string holder = lock_holder(folder.lock_file());
    if (holder.empty() || stop_requested() != 0) return false;
    if (farm::steady_seconds() > limit)
      throw_error<Error>(
          "{}: held by {}, but no study.json is in it after {:.0f} s; --join helps a launch only",
          folder.root().string(), holder, task.options.lease.orphaned_s());
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  folder.check(task.setup.record);
  return true;
}

// Whoever has just got the folder clears it of mailboxes, ours too.
void insist_on_mailboxes(const sweep::StudyFolder& folder, const std::string& launch, int ranks) {
  constexpr int kTries = 5;
  for (int tries = 1;; ++tries) {
    try {
      return farm::open_mailboxes(folder, launch, ranks);
    } catch (const Error&) {
      if (tries == kTries) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  }
}

// Another launch has the folder. The exit code; nothing where this launch is to go on by itself.
std::optional<int> lend(const Rank& rank, const std::vector<std::string>& arguments, const Task& task,
                        Lead& came_to) {
  if (!is_held_for_this_study(task)) return std::nullopt;
  const std::string root = task.folder.root().string();
  const char* job = std::getenv("SLURM_JOB_ID");
  const farm::Helping helping{farm::new_launch_name(),
                              task.program.string(),
                              task.data.string(),
                              task.study_file.string(),
                              root,
                              job == nullptr ? "" : job,
                              task.options.deadline,
                              task.options.lease.seconds};
  log_info("{}: helping {}, with {}", root, lock_holder(task.folder.lock_file()),
           counted(rank.transport.size(), "rank"));
  insist_on_mailboxes(task.folder, helping.launch, rank.transport.size());
  for (int other = 1; other < rank.transport.size(); ++other)
    rank.transport.send(other, to_text(farm::Lend{helping}));
  const auto outcome = help(rank, helping, arguments);
  came_to.complete = outcome.complete;
  if (outcome.told && *outcome.told != kExitStopped) {
    log_info("{}: the launch that was helped has ended, exit code {}", root, *outcome.told);
    return outcome.told;
  }
  if (outcome.stopped) {
    log_info("{}: helping has ended early; the study goes on elsewhere, or when it is started again", root);
    return kExitStopped;
  }
  const std::string holder = lock_holder(task.folder.lock_file());
  if (outcome.unanswered && !holder.empty())
    throw_error<Error>(
        "{}: held by {}, which has not answered within {:.0f} s; is it of another version, or "
        "no launch? Wait for it or stop it, then run again",
        root, holder, 5 * task.options.lease.seconds);
  if (!rank.keeper.alive()) return kExitLost;
  if (!outcome.complete) {
    log_error("{}: a rank of this launch was lost; start it again", root);
    return kExitLost;
  }
  log_info("{}: the launch that was helped is over before the study is; going on", root);
  return std::nullopt;
}

int lead(const Rank& rank, const std::vector<std::string>& arguments, int argc, const char* const* argv,
         Lead& came_to) {
  auto command_line = make_command_line();
  if (!command_line.parse(argc, argv)) return kExitDone;
  if (command_line.has("help-study")) {
    std::cout << study::study_file_help();
    return kExitDone;
  }
  const Task task = read_task(command_line);
  while (true) {
    farm::Supervisor supervisor(rank.transport, rank.keeper, supervisor_setup(rank, arguments));
    const auto hellos = farm::gather_hellos(rank.transport);
    create_folders(task.folder.root());
    std::optional<FileLock> lock;
    try {
      lock.emplace(task.folder.lock_file(), "sonosweep-launch");
    } catch (const LockHeld& held) {
      if (!task.join) throw_error<LockHeld>("{}; or let this launch help it, by --join", held.what());
    }
    if (lock) return coordinate(rank, supervisor, hellos, task, came_to);
    if (const auto code = lend(rank, arguments, task, came_to)) return *code;
    if (stop_requested() != 0) return kExitStopped;
  }
}

// The other ranks: for rank 0, or for the launch that it lends them to.
int follow(const Rank& rank, const std::vector<std::string>& arguments) {
  while (true) {
    farm::Supervisor supervisor(rank.transport, rank.keeper, supervisor_setup(rank, arguments));
    farm::serve(rank.transport, supervisor, nullptr);
    if (const auto& helping = supervisor.lent()) {
      const auto outcome = help(rank, *helping, arguments);
      if (outcome.shut_down) return *outcome.shut_down;
      continue;
    }
    const bool lost = !supervisor.told() && supervisor.exit_code() == kExitStopped;
    return lost ? kExitLost : supervisor.exit_code();
  }
}

}  // namespace

int launch(const Rank& rank, int argc, const char* const* argv) {
  install_stop_signals();
  const int number = rank.transport.rank();
  if (number != 0) set_log_name("launch:" + std::to_string(number));
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto note = farm::quota_note(rank.place.cpus, rank.place.cpu_quota);
  if (rank.place.local_rank == 0 && !note.empty()) log_info("{}: {}", host_name(), note);
  if (number != 0) return follow(rank, arguments);
  Lead came_to;
  const int code = cli::run_program([&] { return lead(rank, arguments, argc, argv, came_to); });
  if (!came_to.orderly) farm::shut_down_others(rank.transport, code);
  // MPI's own end would wait for a rank that is dead or stopped.
  if (!came_to.complete) rank.end_all(code);
  return code;
}

}  // namespace sonosweep::jobs
