// A launch in one process, with stand-in runs: one coordinator and some supervisors over the in-process
// transport.
#pragma once

#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/atomic_file.h"
#include "core/stop_signal.h"
#include "farm/launch/coordinator.h"
#include "farm/launch/in_process_transport.h"
#include "farm/launch/rank_loop.h"
#include "farm/launch/supervisor.h"
#include "farm/processes/keeper.h"
#include "farm/results/attempt_folder.h"
#include "farm/results/run_result.h"
#include "process_helpers.h"
#include "temp_dir.h"

namespace sonosweep::farm {

// Where the last attempt of a run works, or else what was promoted.
inline std::filesystem::path work_folder(const ResultsFolder& folder, const std::string& run) {
  const auto attempt = folder.attempt(run, last_attempt(folder, run));
  return std::filesystem::exists(attempt) ? attempt : folder.run(run);
}

class Campaign {
 public:
  Campaign() {
    request_stop(0);
    options.say = [this](LogLevel, const std::string& text) { said.push_back(text); };
    options.show_progress = [this](const Progress& progress) { shown = progress; };
  }
  ~Campaign() {
    request_stop(0);
    unsetenv("SONOSWEEP_STAND_IN");
  }

  // Lines for stand_in_run.cpp.
  void behave(const std::string& lines) {
    std::ofstream(dir / "behaviour") << lines;
    setenv("SONOSWEEP_STAND_IN", (dir / "behaviour").c_str(), 1);
  }

  // Starts a launch; its old one is over.
  void begin(const std::vector<std::string>& ids, int ranks = 2, int slots_per_rank = 2) {
    begin_plan(plan(ids), ranks, slots_per_rank);
  }
  static std::vector<PlannedRun> plan(const std::vector<std::string>& ids) {
    std::vector<PlannedRun> runs;
    for (const auto& id : ids) runs.push_back({id, {}, {}, false, 10});
    return runs;
  }
  void begin_plan(const std::vector<PlannedRun>& runs, int ranks = 2, int slots_per_rank = 2) {
    create_folders(folder.root());
    supervisors.clear();
    keepers.clear();
    hub = std::make_unique<InProcessHub>(ranks);
    NodePlace place;
    place.local_size = ranks;
    for (int cpu = 0; cpu < ranks * slots_per_rank; ++cpu) place.cpus.set(static_cast<std::size_t>(cpu));
    for (int rank = 0; rank < ranks; ++rank) {
      place.local_rank = rank;
      keepers.push_back(std::make_unique<Keeper>());
      supervisors.push_back(
          std::make_unique<Supervisor>(hub->at(rank), *keepers.back(), SupervisorSetup{place, {"x"}}));
    }
    LaunchSetup setup{program, "pack.h5", "study.ini", folder.root().string()};
    const auto hellos = gather_hellos(hub->at(0));
    coordinator = std::make_unique<Coordinator>(hub->at(0), runs, folder, setup, options);
    coordinator->begin(hellos);
  }

  void round() {
    for (std::size_t rank = 0; rank < supervisors.size(); ++rank)
      if (!supervisors[rank]->finished())
        serve_once(hub->at(static_cast<int>(rank)), *supervisors[rank],
                   rank == 0 ? coordinator.get() : nullptr);
  }
  void rounds(int number) {
    for (int i = 0; i < number; ++i) round();
  }
  RunCounts counts() const { return coordinator->counts(); }
  // Rounds until it is so (or 20 s have passed: false).
  template <typename Condition>
  bool until(Condition&& condition) {
    return testing::eventually([&] {
      round();
      return condition();
    });
  }
  // To the end; the exit code of the launch, -1 if the end does not come.
  int finish() {
    const auto all_finished = [&] {
      for (const auto& supervisor : supervisors)
        if (!supervisor->finished()) return false;
      return coordinator->finished();
    };
    if (!until(all_finished)) return -1;
    for (const auto& supervisor : supervisors)
      if (supervisor->exit_code() != coordinator->exit_code()) return -2;
    return coordinator->exit_code();
  }
  int launch(const std::vector<std::string>& ids, int ranks = 2, int slots_per_rank = 2) {
    begin(ids, ranks, slots_per_rank);
    return finish();
  }

  // How often each run was started, by any launch.
  std::map<std::string, int> starts() const {
    std::ifstream file(folder.root() / "starts.txt");
    std::map<std::string, int> counts;
    for (std::string run, attempt; file >> run >> attempt;) ++counts[run];
    return counts;
  }
  RunResult result(const std::string& run) const { return read_run_result(folder.result_file(run)); }
  pid_t pid(const std::string& run, const std::string& name = "pid") const {
    return testing::read_pid((work_folder(folder, run) / name).string());
  }
  std::string journal() const { return read_file(folder.journal_file()); }

  testing::TempDir dir;
  ResultsFolder folder{dir / "results"};
  std::string program = STAND_IN_RUN;
  CoordinatorOptions options;
  std::vector<std::string> said;
  Progress shown;
  std::unique_ptr<InProcessHub> hub;
  std::unique_ptr<Coordinator> coordinator;
  std::vector<std::unique_ptr<Keeper>> keepers;
  std::vector<std::unique_ptr<Supervisor>> supervisors;
};

}  // namespace sonosweep::farm
