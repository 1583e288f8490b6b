// Clinical runs and masks, killed at any moment and started again, end with the same bytes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "core/atomic_file.h"
#include "farm/results/provenance.h"
#include "farm/results/run_result.h"
#include "jobs/programs.h"
#include "jobs/whole/small_study.h"
#include "process_helpers.h"
#include "sweep/study_folder.h"
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

// The small study goes on with keep_weights = needed: what it has done is kept, but for weights that nobody
// reads.
TEST(KeepWeights, needed_drops_what_no_run_reads_and_repeats_the_same) {
  testing::TempDir dir;
  const auto results = dir / "results";
  testing::copy_results(results);
  auto text = read_file(testing::small_study_file());
  text.insert(text.find('\n') + 1, "keep_weights = needed\n");
  write_file_atomically(dir / "study.ini", text);
  const std::string id = "sf_ratio/t060/fold1";
  fs::remove(results / "runs" / id / "result.json");
  const auto ended = testing::run(testing::launch_command(results, dir / "study.ini"));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_NE(ended.err.find("which no run reads, are removed"), std::string::npos) << ended.err;
  const sweep::StudyFolder folder(results);
  for (const char* kept : {"segmentation/t060", "sf_change/t060/fold1", "sf_change/truth/fold0"})
    EXPECT_TRUE(fs::exists(folder.best_file(kept))) << kept;
  for (const std::string dropped : {id.c_str(), "sf_ratio/truth/fold0", "readmission/t000/fold0"}) {
    EXPECT_FALSE(fs::exists(folder.best_file(dropped))) << dropped;
    const auto result = farm::read_run_result(folder.result_file(dropped));
    EXPECT_EQ(result.details.at("weights"), "dropped") << dropped;
    EXPECT_EQ(result.details.at("files").at("best.pt"), farm::output_of(result)) << dropped;
  }
  testing::expect_same_metrics(results, small_study_results(), id);
  EXPECT_EQ(read_file(folder.predictions_file(id)) ==
                read_file(sweep::StudyFolder(small_study_results()).predictions_file(id)),
            true);
  const auto verified = testing::run({testing::program("sonosweep-tables"), results.string(), "--verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out;
  EXPECT_NE(verified.out.find("Weights dropped by keep_weights = needed: best.pt of 12 runs"),
            std::string::npos)
      << verified.out;
}

}  // namespace
}  // namespace sonosweep
