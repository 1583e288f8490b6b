// Clinical runs and masks, killed at any moment and started again, end with the same bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "core/atomic_file.h"
#include "jobs/programs.h"
#include "jobs/whole/small_study.h"
#include "process_helpers.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

namespace fs = std::filesystem;
using testing::small_study_results;

class Continue : public ::testing::TestWithParam<const char*> {};

TEST_P(Continue, killed_again_and_again_ends_with_the_same_bytes) {
  testing::TempDir dir;
  const std::string id = GetParam() + std::string("/t060/fold1");
  testing::copy_results(dir / "results");
  const auto folder = dir / "results/runs" / id, quiet = small_study_results() / "runs" / id;
  fs::remove_all(folder);
  int kills = 0, number = 0;
  for (const char* watched : {"history.csv", "previous.pt", "predictions.csv"})
    kills += testing::kill_when_touched(testing::run_command(dir / "results", id), dir / "results", id,
                                        ++number, watched)
                 ? 1
                 : 0;
  EXPECT_GE(kills, 2);
  const auto ended = testing::run(testing::run_command(dir / "results", id));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  testing::expect_same_metrics(dir / "results", small_study_results(), id);
  for (const char* name : {"predictions.csv", "history.csv", "best.pt"})
    EXPECT_EQ(read_file(folder / name) == read_file(quiet / name), true) << name;
}

INSTANTIATE_TEST_SUITE_P(Tasks, Continue, ::testing::Values("sf_change", "sf_ratio", "readmission"),
                         [](const auto& task) { return std::string(task.param); });

TEST(MaskCacheRun, killed_while_writing_it_starts_again) {
  testing::TempDir dir;
  testing::copy_results(dir / "results");
  const auto folder = dir / "results/runs/cache/t060";
  fs::remove_all(folder);
  EXPECT_TRUE(testing::kill_when_touched(testing::run_command(dir / "results", "cache/t060"), dir / "results",
                                         "cache/t060", 1, "masks.h5.part"));
  EXPECT_FALSE(fs::exists(dir / "results/attempts/cache/t060/1/masks.h5"));
  const auto ended = testing::run(testing::run_command(dir / "results", "cache/t060"));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(read_file(folder / "masks.h5") == read_file(small_study_results() / "runs/cache/t060/masks.h5"),
            true);
  EXPECT_FALSE(fs::exists(folder / "masks.h5.part"));
}

TEST(ClinicalRun, asked_to_stop_it_checkpoints_and_says_so) {
  testing::TempDir dir;
  testing::copy_results(dir / "results");
  const std::string id = "sf_ratio/t060/fold1";
  fs::remove_all(dir / "results/runs" / id);
  const auto folder = dir / "results/attempts" / id / "1";
  const pid_t pid = testing::start(testing::run_command(dir / "results", id), dir / "log");
  ASSERT_TRUE(
      testing::eventually([&] { return fs::exists(folder / "history.csv") || !testing::is_alive(pid); }));
  kill(pid, SIGTERM);
  EXPECT_EQ(testing::wait_for(pid).exit_code, 75) << read_file(dir / "log");
  EXPECT_TRUE(fs::exists(folder / "last.pt"));
  EXPECT_FALSE(fs::exists(folder / "result.json"));
}

}  // namespace
}  // namespace sonosweep
