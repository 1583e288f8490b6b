// Starting programs under mpirun from a test.
#pragma once

#include <sys/wait.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/atomic_file.h"
#include "core/text.h"
#include "data/pack_writer.h"
#include "farm/results/results_folder.h"
#include "temp_dir.h"
#include "tests/farm/processes/child_process.h"

namespace sonosweep::testing {

// mpirun as root and with more ranks than cores.
inline std::string mpirun(int ranks) {
  return std::string(MPIRUN) + " --oversubscribe -n " + std::to_string(ranks);
}

inline void prepare_environment() {
  setenv("ASAN_OPTIONS", "detect_leaks=0", 0);  // Open MPI's own
  setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
  setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
  setenv("PRTE_ALLOW_RUN_AS_ROOT", "1", 1);
  setenv("PRTE_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
}

struct Outcome {
  int exit_code = -1;
  std::string output;  // standard output and error
};

// Through the shell; ended by force (exit code 124) after two minutes, so that a hang is a failure.
inline Outcome run_command(const std::string& command) {
  prepare_environment();
  FILE* pipe = ::popen(("exec 2>&1; timeout -k 5 120 " + command).c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen failed");
  Outcome outcome;
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    outcome.output.append(buffer, n);
  const int status = ::pclose(pipe);
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

// How often `what` stands in `text`.
inline int count_of(const std::string& text, const std::string& what) {
  int count = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

// Ten patients with one annotated frame each: enough for a study.
inline void write_small_pack(const std::filesystem::path& path) {
  constexpr int kSide = 32;
  data::PackWriter writer(path, kSide, kSide, 1);
  data::PackIndex index;
  index.name = "small";
  index.classes = {"disc"};
  const std::vector<std::uint8_t> frame(kSide * kSide, 100);
  const std::vector<std::uint16_t> confidence(kSide * kSide, 5000);
  for (int i = 0; i < 10; ++i) {
    data::Video video;
    video.id = "v" + std::to_string(i);
    video.patient = "p" + std::to_string(i);
    writer.append_frames(frame.data(), 1);
    const auto row = writer.end_video(video);
    writer.add_annotation({row, 0, "a"}, confidence.data(), nullptr);
    index.patients.push_back({video.patient, -1});
  }
  writer.finish(index);
}

// A folder with a pack, a study of seven thresholds, and a results folder to be.
class LaunchFiles {
 public:
  LaunchFiles() {
    write_small_pack(dir / "pack.h5");
    write_study("");
    unsetenv("SONOSWEEP_STAND_IN");
  }

  void write_study(const std::string& more) const {
    std::ofstream(dir / "study.ini")
        << "[study]\nthresholds = 0, 20, 40, 50, 60, 80, 100\ntasks = segmentation\n"
        << "test_patients = 2\nvalidation_patients = 2\n"
        << more << "\n[segmentation]\nepochs = 10\n";
  }
  // Lines for stand_in_run.cpp.
  void behave(const std::string& lines) const {
    std::ofstream(dir / "behaviour") << lines;
    setenv("SONOSWEEP_STAND_IN", (dir / "behaviour").c_str(), 1);
  }
  std::string path(const std::string& name) const { return (dir / name).string(); }
  std::string launch(const std::string& more = "") const {
    return std::string(LAUNCH) + " --data " + path("pack.h5") + " --study " + path("study.ini") + " --out " +
           path("results") + " --run-command " + STAND_IN_RUN + " " + more;
  }
  // The same as a process to be watched.
  farm::ChildProcess start(const std::string& command, const std::string& log_name = "launch.log") const {
    prepare_environment();
    std::vector<std::string> environment;
    for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
    std::vector<std::string> words;
    for (const auto& word : split_list(command, ' '))
      if (!word.empty()) words.push_back(word);
    return farm::ChildProcess({words, environment, dir / log_name, "", {}});
  }
  std::string log() const { return read_file(dir / "launch.log"); }

  // "segmentation/t000 1" and so on, sorted.
  std::vector<std::string> starts() const {
    std::ifstream file(dir / "results" / "starts.txt");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  TempDir dir;
  farm::ResultsFolder folder{dir / "results"};
};

}  // namespace sonosweep::testing
