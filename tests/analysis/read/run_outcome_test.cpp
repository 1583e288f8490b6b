#include "analysis/read/run_outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <functional>
#include <map>
#include <thread>
#include <utility>

#include "analysis/made_up_results.h"
#include "core/atomic_file.h"
#include "farm/results/provenance.h"
#include "farm/results/run_result.h"
#include "study/grid.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RunOutcomeTest : public ::testing::Test {
 protected:
  std::vector<RunOutcome> outcomes(const study::Study& study) const {
    return read_outcomes(folder_, study::all_runs(study));
  }
  // A done run that states what it made, and what it read: {run id, digest}.
  void write_made(const std::string& id, const std::string& output,
                  const std::map<std::string, std::string>& inputs = {}) {
    farm::RunResult result;
    result.run_id = id;
    result.done = true;
    result.metrics = {{"accuracy3", 0.5}};
    farm::set_output(result, output);
    for (const auto& [input, digest] : inputs) farm::add_input(result, input, digest);
    create_folders(folder_.run(id));
    farm::write_run_result(folder_.result_file(id), result);
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
};

TEST_F(RunOutcomeTest, NamesMissingFailedAndDamagedRuns) {
  auto study = testing::small_study();
  study.thresholds = {0, 40, 60, 80, 100};
  testing::write_done(folder_, "segmentation/t000", {{"iou", 0.5}}, {{"wall_s", 2}});
  testing::write_failed(folder_, "segmentation/t040", "killed by signal 9 (SIGKILL)");
  create_folders(folder_.run("segmentation/t060"));
  write_file_atomically(folder_.result_file("segmentation/t060"), "{\"run_id\": \"segmen");
  testing::write_done(folder_, "segmentation/t080", {{"iou", 0.5}});
  create_folders(folder_.run("segmentation/t100"));
  std::filesystem::rename(folder_.result_file("segmentation/t080"), folder_.result_file("segmentation/t100"));
  const auto runs = outcomes(study);
  EXPECT_THAT(
      problems_of(runs),
      ElementsAre("segmentation/t040: failed (killed by signal 9 (SIGKILL))",
                  AllOf(HasSubstr("segmentation/t060"), HasSubstr("result.json: damaged")),
                  "segmentation/t080: no result yet",
                  AllOf(HasSubstr("t100/result.json"), HasSubstr("result of run 'segmentation/t080'"))));
  EXPECT_EQ(runs[0].metrics.at("iou"), 0.5);
  EXPECT_EQ(number_at(runs[0], "/wall_s"), 2);
  for (std::size_t i = 1; i < runs.size(); ++i) {
    EXPECT_THAT(runs[i].metrics, IsEmpty()) << i;
    EXPECT_TRUE(std::isnan(number_at(runs[i], "/wall_s"))) << i;
  }
}

TEST_F(RunOutcomeTest, ManyMissingRunsShareALine) {
  auto study = testing::small_study();
  study.thresholds = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100};
  testing::write_failed(folder_, "segmentation/t010", "disk full");
  EXPECT_THAT(problems_of(outcomes(study)), ElementsAre("segmentation: no result yet of 11 of 12 runs",
                                                        "segmentation/t010: failed (disk full)"));
}

// segmentation/t060 was trained again after its cache was made: the cache is outdated, and so is all that saw
// it.
TEST_F(RunOutcomeTest, OutdatedRunsAndThoseMadeFromThem) {
  auto study = testing::clinical_study();
  study.controls = {};
  study.tasks = {"segmentation", "sf_change"};
  for (const char* threshold : {"t000", "t060"}) {
    const std::string segmenter = std::string("segmentation/") + threshold,
                      cache = std::string("cache/") + threshold;
    write_made(segmenter, "new");
    write_made(cache, "masks", {{segmenter, threshold == std::string("t060") ? "old" : "new"}});
    for (const char* fold : {"/fold0", "/fold1"})
      write_made(std::string("sf_change/") + threshold + fold, "weights", {{cache, "masks"}});
  }
  const auto runs = outcomes(study);
  EXPECT_THAT(
      problems_of(runs),
      ElementsAre(
          "cache/t060: outdated, left out: made from another segmentation/t060 than the one that is there "
          "now; start the launcher again to repeat it",
          "sf_change/t060/fold0: outdated, left out: made from cache/t060, which is outdated; start the "
          "launcher again to repeat it",
          HasSubstr("sf_change/t060/fold1: outdated")));
  EXPECT_EQ(runs.back().state, RunState::kOutdated);
  EXPECT_THAT(runs.back().metrics, IsEmpty());
}

TEST_F(RunOutcomeTest, InputThatCannotBeRead) {
  auto study = testing::clinical_study();
  study.thresholds = {60};
  study.controls = {};
  study.tasks = {"segmentation", "sf_ratio"};
  write_made("segmentation/t060", "net");
  create_folders(folder_.run("cache/t060"));
  write_file_atomically(folder_.result_file("cache/t060"), "{");
  write_made("sf_ratio/t060/fold0", "weights", {{"cache/t060", "masks"}});
  const auto runs = outcomes(study);
  ASSERT_EQ(runs.size(), 4U);
  EXPECT_EQ(runs[1].state, RunState::kDamaged);
  EXPECT_EQ(runs[2].state, RunState::kOutdated);
  EXPECT_THAT(runs[2].reason, AllOf(HasSubstr("cannot be read"), HasSubstr("cache/t060")));
}

// While a study goes on; `at` is the run before whose first reading `happens`.
class OutcomesMeanwhile : public RunOutcomeTest {
 protected:
  std::vector<RunOutcome> outcomes_while(const std::string& at, const std::function<void()>& happens) {
    auto study = testing::clinical_study();
    study.thresholds = {60};
    study.controls = {};
    study.tasks = {"segmentation", "sf_change"};
    bool happened = false;
    return read_outcomes(folder_, study::all_runs(study), [&](const study::RunSpec& run) {
      if (run.id() == at && !std::exchange(happened, true)) happens();
    });
  }
  // A network, its masks, and what two folds made of them.
  void write_all(const std::string& generation) {
    write_made("segmentation/t060", "net" + generation);
    write_made("cache/t060", "masks" + generation, {{"segmentation/t060", "net" + generation}});
    for (const char* fold : {"fold0", "fold1"})
      write_made(std::string("sf_change/t060/") + fold, fold, {{"cache/t060", "masks" + generation}});
  }
};

// The masks were not there when they were looked for, and are when the run made of them is read.
TEST_F(OutcomesMeanwhile, InputsAppear) {
  const auto runs = outcomes_while("sf_change/t060/fold0", [&] { write_all("1"); });
  EXPECT_THAT(problems_of(runs), IsEmpty());
}

TEST_F(OutcomesMeanwhile, AllIsMadeAnew) {
  write_all("1");
  const auto runs = outcomes_while("sf_change/t060/fold1", [&] { write_all("2"); });
  EXPECT_THAT(problems_of(runs), IsEmpty());
  EXPECT_EQ(runs.back().metrics.at("accuracy3"), 0.5);
}

// As a launcher leaves it that repeats the segmenter: what had been read fits together, the rest is a gap.
TEST_F(OutcomesMeanwhile, ResultsGoAway) {
  write_all("1");
  const auto runs = outcomes_while("sf_change/t060/fold1", [&] {
    write_made("segmentation/t060", "net2");
    for (const char* run : {"cache/t060", "sf_change/t060/fold0", "sf_change/t060/fold1"})
      std::filesystem::remove(folder_.result_file(run));
  });
  EXPECT_THAT(problems_of(runs), ElementsAre("sf_change/t060/fold1: no result yet"));
}

// Replaced and removed all the time: done or missing, never damaged.
TEST_F(OutcomesMeanwhile, OneResultNeverKeepsStill) {
  write_made("segmentation/t060", "net");
  const auto file = folder_.result_file("segmentation/t060"), aside = folder_.root() / "aside";
  std::atomic<bool> stop{false};
  std::thread launcher([&] {
    while (!stop) {
      std::filesystem::rename(file, aside);
      std::filesystem::rename(aside, file);
    }
  });
  std::map<RunState, int> seen;
  const std::vector<study::RunSpec> runs{study::all_runs(testing::small_study()).back()};
  ASSERT_EQ(runs[0].id(), "segmentation/t060");
  for (int i = 0; i < 5000; ++i) ++seen[read_outcomes(folder_, runs)[0].state];
  stop = true;
  launcher.join();
  EXPECT_EQ(seen[RunState::kDone] + seen[RunState::kMissing], 5000);
}

TEST(NumberAt, OnlyNumbers) {
  RunOutcome run;
  run.details = ResultDetails(nlohmann::ordered_json{{"counts", {{"test", {{"videos", 7}, {"name", "x"}}}}}});
  EXPECT_EQ(number_at(run, "/counts/test/videos"), 7);
  for (const char* nowhere : {"/counts/test/name", "/counts/test", "/counts/train/videos", "/wall_s"})
    EXPECT_TRUE(std::isnan(number_at(run, nowhere))) << nowhere;
}

}  // namespace
}  // namespace sonosweep::analysis
