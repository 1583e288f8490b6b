#include "jobs/setup/untrained_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/folder.h"
#include "farm/results/provenance.h"
#include "farm/schedule/done_runs.h"
#include "study/grid.h"
#include "sweep/run_details.h"
#include "sweep/study_folder.h"
#include "sweep/study_plan.h"
#include "temp_dir.h"

namespace sonosweep::jobs {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class UntrainedRuns : public ::testing::Test {
 protected:
  UntrainedRuns() {
    study_.thresholds = {0, 60};
    study_.tasks = {"segmentation", "sf_ratio"};
    study_.controls = {};
    study_.folds = 2;
  }
  void write(const std::string& id, const std::string& segmenter) {
    farm::RunResult result;
    result.run_id = id;
    result.done = true;
    result.details["wall_s"] = 5;
    if (segmenter.empty())
      farm::set_output(result, "weights");
    else
      sweep::set_nothing_to_learn(result, segmenter);
    for (const auto& need : study::needs_of(study_, study::find_run(study_, id)))
      farm::add_input(result, need, farm::output_of(farm::read_run_result(folder_.result_file(need))));
    create_folders(folder_.run(id));
    farm::write_run_result(folder_.result_file(id), result);
  }
  // In the order of their needs; those of 60 % without labels.
  void write_all() {
    for (const auto& run : study::all_runs(study_))
      write(run.id(), run.threshold == 60 ? "segmentation/t060" : "");
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_;
};

TEST_F(UntrainedRuns, AreNamedWithWhatWasNotRunForThem) {
  EXPECT_THAT(untrained_lines(study_, folder_), IsEmpty());
  write("segmentation/t000", "");
  EXPECT_THAT(untrained_lines(study_, folder_), IsEmpty());
  write("segmentation/t060", "segmentation/t060");
  EXPECT_THAT(untrained_lines(study_, folder_),
              ElementsAre("segmentation/t060: not trained: in its training images no label reaches 60 %"));
  write_all();
  EXPECT_THAT(
      untrained_lines(study_, folder_),
      ElementsAre("segmentation/t060: not trained: in its training images no label reaches 60 %; 3 runs were "
                  "not run for that"));
}

TEST_F(UntrainedRuns, ADamagedResultIsNoneOfThem) {
  create_folders(folder_.run("segmentation/t060"));
  write_file_atomically(folder_.result_file("segmentation/t060"), "{");
  EXPECT_THAT(untrained_lines(study_, folder_), IsEmpty());
}

// A launch takes them for done; how long they took says nothing of those that train.
TEST_F(UntrainedRuns, AreDoneForTheLauncher) {
  write_all();
  auto plan = sweep::plan_study(study_);
  farm::mark_done(plan, folder_, [](LogLevel, const std::string& text) { ADD_FAILURE() << text; });
  for (const auto& run : plan) {
    EXPECT_TRUE(run.done) << run.id;
    EXPECT_EQ(run.took_s, run.id.find("t060") == std::string::npos ? 5 : 0) << run.id;
  }
}

// Trained since: what was not run for it is to be run.
TEST_F(UntrainedRuns, AreRepeatedOnceThereIsSomethingToLearn) {
  write_all();
  write("segmentation/t060", "");
  auto plan = sweep::plan_study(study_);
  std::vector<std::string> said;
  farm::mark_done(plan, folder_, [&](LogLevel, const std::string& text) { said.push_back(text); });
  EXPECT_EQ(said.size(), 3U);
  for (const auto& run : plan)
    EXPECT_EQ(run.done, run.id.find("t060") == std::string::npos || run.id == "segmentation/t060") << run.id;
}

}  // namespace
}  // namespace sonosweep::jobs
