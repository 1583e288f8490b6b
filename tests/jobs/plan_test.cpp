#include "jobs/plan_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "jobs/programs.h"
#include "sweep/study_file.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::jobs {
namespace {

using ::testing::HasSubstr;

const char* const kStudy =
    "[study]\nthresholds = 60\ntasks = segmentation, sf_ratio\ncontrols = grayscale\nfolds = 2\n"
    "[segmentation]\nepochs = 10\n[sf_ratio]\nepochs = 4\n";

TEST(Plan, shows_runs_counts_and_schedule) {
  const auto study = sweep::parse_study(kStudy, "s.ini");
  // 10 + 1 + 2 x 4 + 2 x 4 = 27. On two slots: the segmenter 0-10 beside the controls 0-4-8; the masks 10-11;
  // both folds 11-15. The chain is the longest: 10 + 1 + 4 = 15 > 27 / 2.
  EXPECT_EQ(plan_report(study, epoch_costs(study), 2),
            "run                       needs\n"
            "segmentation/t060         -\n"
            "cache/t060                segmentation/t060\n"
            "sf_ratio/t060/fold0       cache/t060\n"
            "sf_ratio/t060/fold1       cache/t060\n"
            "sf_ratio/grayscale/fold0  -\n"
            "sf_ratio/grayscale/fold1  -\n"
            "\n"
            "kind                    runs            work\n"
            "segmentation               1              10\n"
            "cache                      1               1\n"
            "sf_ratio                   2               8\n"
            "sf_ratio controls          2               8\n"
            "all                        6              27\n"
            "\n"
            "makespan on 2 slots: 15\n"
            "lower bound: 15 (the longest chain); the makespan is 0.0 % above it\n"
            "  work / slots   13.5\n"
            "  longest chain  15: segmentation/t060 -> cache/t060 -> sf_ratio/t060/fold0\n"
            "unit of work and time: epochs, one for a cache; with --data frames passed through a network\n");
  EXPECT_THAT(plan_report(study, epoch_costs(study), 1),
              HasSubstr("makespan on 1 slot: 27\nlower bound: 27 (all work shared evenly)"));
}

TEST(Plan, needs_a_slot) {
  const sweep::Study study;
  EXPECT_THROW(plan_report(study, epoch_costs(study), 0), UsageError);
}

TEST(PlanProgram, prints_the_papers_study) {
  const auto ended = testing::run({testing::program("sonosweep-plan"), "--study",
                                   SONOSWEEP_SOURCE_DIR "/jobs/studies/paper.ini", "--gpus", "8"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  EXPECT_THAT(ended.out, HasSubstr("cache/t060 sf_change/t060/fold3\n"));
  EXPECT_THAT(ended.out, HasSubstr("all                      149 "));
  EXPECT_THAT(ended.out, HasSubstr("makespan on 8 slots: "));
}

TEST(PlanProgram, refusals_have_their_exit_codes) {
  testing::TempDir dir;
  write_file_atomically(dir / "s.ini", kStudy);
  const auto expect = [&](std::vector<std::string> options, int code, const std::string& said) {
    options.insert(options.begin(), testing::program("sonosweep-plan"));
    const auto ended = testing::run(options);
    EXPECT_EQ(ended.exit_code, code) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(said));
    EXPECT_EQ(ended.out, "");
  };
  const auto file = (dir / "s.ini").string();
  expect({}, kExitUsage, "--study");
  expect({"--study", file, "--gpus", "0"}, kExitUsage, "--gpus 0");
  expect({"--study", file, "--gpu", "2"}, kExitUsage, "did you mean 'gpus'");
  expect({"--study", (dir / "none.ini").string()}, kExitUsage, "none.ini");
  expect({"--study", file, "--data", (dir / "none.h5").string()}, kExitData, "none.h5");
}

}  // namespace
}  // namespace sonosweep::jobs
