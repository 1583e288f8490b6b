#include "jobs/whole/small_study.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "core/atomic_file.h"
#include "jobs/programs.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::testing {
namespace {

namespace fs = std::filesystem;

const char* const kStudy =
    "[study]\nname = small\nthresholds = 0, 60\ncontrols = truth\nretries = 0\n"
    "test_patients = 2\nvalidation_patients = 2\nfolds = 2\n"
    "[segmentation]\nencoder = resnet18\nepochs = 2\nbatch = 4\nlr = 1e-3\ncheckpoint_every = 2\n"
    "[video]\nframes = 2\n"
    "[sf_change]\nepochs = 3\nbatch = 4\n"
    "[sf_ratio]\nepochs = 3\nbatch = 4\n"
    "[readmission]\nepochs = 3\nbatch = 2\n";

const fs::path& shared_folder() {
  static const TempDir dir;
  return dir.path();
}

bool is_large(const fs::path& file) {
  return file.extension() == ".pt" || file.extension() == ".h5";
}

}  // namespace

const fs::path& tiny_pack() {
  static const fs::path pack = make_tiny_pack(shared_folder());
  return pack;
}

const fs::path& small_study_file() {
  static const fs::path path = [] {
    write_file_atomically(shared_folder() / "study.ini", kStudy);
    return shared_folder() / "study.ini";
  }();
  return path;
}

const std::string& small_study_log() {
  static const std::string log = [] {
    const auto ended = run(launch_command(shared_folder() / "results"));
    if (ended.exit_code != 0) throw std::runtime_error("the small study failed: " + ended.err);
    return ended.err;
  }();
  return log;
}

const fs::path& small_study_results() {
  (void)small_study_log();
  static const fs::path results = shared_folder() / "results";
  return results;
}

void copy_results(const fs::path& to) {
  const auto& from = small_study_results();
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    const auto target = to / fs::relative(entry.path(), from);
    fs::create_directories(entry.is_directory() ? target : target.parent_path());
    if (entry.is_directory()) continue;
    if (is_large(entry.path())) {
      fs::create_hard_link(entry.path(), target);
    } else {
      fs::copy_file(entry.path(), target);
    }
  }
}

std::vector<std::string> run_command(const fs::path& results, const std::string& run_id,
                                     const fs::path& study) {
  return {program("sonosweep-run"),
          "--data",
          tiny_pack().string(),
          "--study",
          study.string(),
          "--out",
          results.string(),
          "--run",
          run_id};
}

std::vector<std::string> launch_command(const fs::path& results, const fs::path& study) {
  return {program("sonosweep-launch"),
          "--data",
          tiny_pack().string(),
          "--study",
          study.string(),
          "--out",
          results.string()};
}

void expect_same_metrics(const fs::path& results, const fs::path& others, const std::string& run_id) {
  const auto a = farm::read_run_result(sweep::StudyFolder(results).result_file(run_id)),
             b = farm::read_run_result(sweep::StudyFolder(others).result_file(run_id));
  EXPECT_EQ(a.metrics.size(), b.metrics.size()) << run_id;
  for (const auto& [name, value] : a.metrics) {
    const auto other = b.metrics.find(name);
    ASSERT_NE(other, b.metrics.end()) << run_id << ": " << name;
    EXPECT_TRUE(value == other->second || (std::isnan(value) && std::isnan(other->second)))
        << run_id << ": " << name << ": " << value << ", " << other->second;
  }
}

}  // namespace sonosweep::testing
