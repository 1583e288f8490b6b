#include "jobs/plan/plan_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/folder.h"
#include "farm/schedule/plan_simulation.h"
#include "jobs/plan/kind_hours.h"
#include "jobs/plan/schedule_spread.h"
#include "jobs/programs.h"
#include "study/study_file.h"
#include "sweep/study_plan.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::jobs {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const char* const kStudy =
    "[study]\nthresholds = 60\ntasks = segmentation, sf_ratio\ncontrols = grayscale\nfolds = 2\n"
    "[segmentation]\nepochs = 10\n[sf_ratio]\nepochs = 4\n";

PlanOptions on_slots(int slots) {
  PlanOptions options;
  options.slots = slots;
  return options;
}

TEST(Plan, shows_runs_counts_and_schedule) {
  const auto study = study::parse_study(kStudy, "s.ini");
  // 10 + 1 + 2 x 4 + 2 x 4 = 27. On two slots: the segmenter 0-10 beside the controls 0-4-8; the masks 10-11;
  // both folds 11-15. The chain is the longest: 10 + 1 + 4 = 15 > 27 / 2. Busy: 27 of 2 x 15 = 90 %.
  EXPECT_EQ(plan_report(study, epoch_costs(study), on_slots(2)),
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
            "utilisation: 90.0 %\n"
            "unit of work and time: epochs, one for a cache; with --data frames passed through a network\n");
  EXPECT_THAT(plan_report(study, epoch_costs(study), on_slots(1)),
              HasSubstr("makespan on 1 slot: 27\nlower bound: 27 (all work shared evenly)"));
}

TEST(Plan, hours_by_kind) {
  const auto study = study::parse_study(kStudy, "s.ini");
  // 6 + 1 + 2 x 3 + 2 x 3 = 19. The segmenter 0-6 beside the controls 0-3-6, the masks 6-7, both folds 7-10.
  const auto report = plan_report(study, hour_costs(study, parse_kind_hours("6, 1,2,3,0.5")), on_slots(2));
  EXPECT_THAT(report, HasSubstr("sf_ratio controls          2               6\n"));
  EXPECT_THAT(report,
              HasSubstr("makespan on 2 slots: 10\n"
                        "lower bound: 10 (the longest chain); the makespan is 0.0 % above it\n"
                        "  work / slots   9.5\n"
                        "  longest chain  10: segmentation/t060 -> cache/t060 -> sf_ratio/t060/fold0\n"
                        "utilisation: 95.0 %\n"
                        "unit of work and time: hours\n"));
}

TEST(Plan, hours_of_a_learning_rate_run_are_its_tasks) {
  auto study = study::parse_study(kStudy, "s.ini");
  study.sf_ratio.lr_auto = true;
  study.sf_ratio.lr_candidates = {1e-3, 1e-4};
  const auto costs = hour_costs(study, parse_kind_hours("6,1,2,3,0.5")).costs;
  // The segmenter, its masks, two rates and 2 + 2 folds of three hours each.
  EXPECT_EQ(std::count(costs.begin(), costs.end(), 3.0), 6);
  EXPECT_EQ(costs.size(), 8U);
}

TEST(Plan, the_scheduler_knows_hours_beforehand) {
  const auto study = study::parse_study(
      "[study]\nthresholds = 60\ntasks = segmentation, sf_change, sf_ratio\ncontrols =\nfolds = 2\n"
      "[sf_change]\nepochs = 2\n[sf_ratio]\nepochs = 4\n",
      "s.ini");
  // By epochs S/F ratio would come first. 1 + 1 + 2 x 9 + 2 x 3 = 26 hours, two columns an hour.
  auto options = on_slots(1);
  options.gantt_width = 60;
  EXPECT_THAT(plan_report(study, hour_costs(study, parse_kind_hours("1,1,9,3,1")), options),
              HasSubstr("slot 0 |SsCcFfffffffffffffffffFfffffffffffffffffRrrrrrRrrrrr\n"));
}

TEST(Plan, draws_a_chart) {
  const auto study = study::parse_study(kStudy, "s.ini");
  auto options = on_slots(2);
  options.gantt_width = 48;  // four columns an hour
  EXPECT_THAT(plan_report(study, hour_costs(study, parse_kind_hours("6,1,2,3,0.5")), options),
              HasSubstr("hours\n\n"
                        "slot 0 |SsssssssssssssssssssssssCcccFfffffffffff\n"
                        "slot 1 |FfffffffffffFfffffffffff....Ffffffffffff\n"
                        "       +-------------------+-------------------+\n"
                        "       0                   5                   10 hours\n"
                        "s segmentation   c cache   f sf_ratio   . idle; upper case where a run begins\n"));
}

TEST(Plan, beside_first_come_first_served) {
  auto study = study::parse_study(kStudy, "s.ini");
  study.thresholds = {0, 60};
  auto options = on_slots(3);
  options.seeds = 2;  // alike, without a spread
  // Work 2 x 1 + 2 x 1 + 4 x 4 + 2 x 4 = 28, bound 28 / 3. First come: both segmenters 0-1 beside a control
  // 0-4, the other control 1-5, masks 1-2-3, then the folds 3-7, 4-8, 5-9, 7-11. Critical path: masks before
  // the second control, both 1-2, folds 2-6, 2-6, 4-8, 6-10, the control 6-10.
  EXPECT_THAT(plan_report(study, hour_costs(study, parse_kind_hours("1,1,2,4,1")), options),
              HasSubstr("makespan / lower bound over 2 draws:\n"
                        "order                         mean   worst mean makespan  utilisation\n"
                        "critical path               1.0714  1.0714            10       93.3 %\n"
                        "first come, first served    1.1786  1.1786            11       84.8 %\n"));
}

TEST(Plan, draws_are_lognormal) {
  const std::vector<double> expected(20'000, 3.0);
  EXPECT_EQ(drawn_durations(expected, 0, 1), expected);
  const auto drawn = drawn_durations(expected, 0.5, 1);
  EXPECT_EQ(drawn, drawn_durations(expected, 0.5, 1));
  EXPECT_NE(drawn, drawn_durations(expected, 0.5, 2));
  double sum = 0, squares = 0;
  for (const double duration : drawn) {
    const double z = std::log(duration / 3.0) / 0.5;
    sum += z;
    squares += z * z;
  }
  EXPECT_NEAR(sum / 20'000, 0, 0.03);      // four standard errors of the mean, 1 / sqrt(20,000) = 0.007
  EXPECT_NEAR(squares / 20'000, 1, 0.04);  // of the variance, sqrt(2 / 20,000) = 0.01
}

TEST(Plan, a_spread_is_told_and_its_mean_and_worst_are_over_the_draws) {
  auto study = study::parse_study(kStudy, "s.ini");
  study.thresholds = {0, 60};
  auto options = on_slots(3);
  options.sigma = 0.4;
  options.seeds = 10;
  const auto costs = hour_costs(study, parse_kind_hours("1,1,2,4,1"));
  EXPECT_THAT(plan_report(study, costs, options), HasSubstr("durations lognormal, sigma 0.4, around"));
  const auto plan = sweep::plan_study(study);
  double sum = 0, worst = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto one = farm::simulate(plan, drawn_durations(costs.costs, 0.4, seed), 3);
    sum += one.makespan / one.lower_bound;
    worst = std::max(worst, one.makespan / one.lower_bound);
  }
  const auto spread = schedule_spread(plan, costs.costs, 0.4, 10, 3, farm::HandOutOrder::kCriticalPath);
  EXPECT_DOUBLE_EQ(spread.mean, sum / 10);
  EXPECT_EQ(spread.worst, worst);
  EXPECT_GT(spread.worst, spread.mean);
}

TEST(Plan, hours_that_are_none_are_refused) {
  for (const char* text : {"", "5", "5,1,1,1", "5,1,1,1,1,1", "5,1,1,1,x", "5,1,0,1,1", "5,1,-1,1,1",
                           "5,1,nan,1,1", "5,1,inf,1,1", "5,1,1e7,1,1", "5,1,,1,1"})
    EXPECT_THROW(parse_kind_hours(text), UsageError) << text;
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

TEST(PlanProgram, draws_into_a_file) {
  testing::TempDir dir;
  write_file_atomically(dir / "s.ini", kStudy);
  const auto ended =
      testing::run({testing::program("sonosweep-plan"), "--study", (dir / "s.ini").string(), "--gpus", "2",
                    "--hours", "6,1,2,3,0.5", "--gantt", "--svg", (dir / "plan.svg").string()});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("slot 1 |F"));
  const auto svg = read_file(dir / "plan.svg");
  EXPECT_THAT(svg, HasSubstr(">study: 6 runs on 2 slots</text>"));
  EXPECT_THAT(svg, HasSubstr("<title>cache/t060: 6 to 7</title>"));
  EXPECT_EQ(files_in(dir.path()).size(), 2U);  // nothing half-written beside it
}

TEST(PlanProgram, draws_over_drawings_only) {
  testing::TempDir dir;
  const auto study = dir / "s.ini", drawing = dir / "plan.svg";
  write_file_atomically(study, kStudy);
  const auto draw = [&](const std::filesystem::path& out, bool force) {
    std::vector<std::string> words = {testing::program("sonosweep-plan"), "--study", study.string(), "--svg",
                                      out.string()};
    if (force) words.emplace_back("--force");
    const auto ended = testing::run(words);
    EXPECT_EQ(ended.out.empty(), ended.exit_code != kExitDone);
    return std::to_string(ended.exit_code) + " " + ended.err;
  };
  EXPECT_EQ(draw(drawing, false), "0 ");
  EXPECT_EQ(draw(drawing, false), "0 ");
  write_file_atomically(drawing, "my notes");
  EXPECT_THAT(draw(drawing, false), AllOf(StartsWith("2 "), HasSubstr("--force replaces it")));
  EXPECT_EQ(read_file(drawing), "my notes");
  EXPECT_EQ(draw(drawing, true), "0 ");
  std::filesystem::create_hard_link(study, dir / "link.svg");
  for (const auto& out : {study, dir / "link.svg"})
    EXPECT_THAT(draw(out, true), AllOf(StartsWith("2 "), HasSubstr("inputs are never replaced")));
  EXPECT_EQ(read_file(study), kStudy);
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
  expect({"--study", file, "--gpus", "0"}, kExitUsage, "--gpus 0: must be a whole number, 1 or more");
  expect({"--study", file, "--gpus", "2.5"}, kExitUsage, "--gpus 2.5");
  expect({"--study", file, "--hours", "5,1"}, kExitUsage, "--hours 5,1: 2 numbers instead of 5");
  expect({"--study", file, "--hours", "5,1,2,0,1"}, kExitUsage, "'0' is no number above 0");
  expect({"--study", file, "--sigma", "x"}, kExitUsage, "--sigma x: must be a number from 0 to 5");
  expect({"--study", file, "--sigma=-0.5"}, kExitUsage, "--sigma -0.5");
  expect({"--study", file, "--seeds", "0"}, kExitUsage, "--seeds 0");
  expect({"--study", file, "--width", "80"}, kExitUsage, "add --gantt");
  expect({"--study", file, "--gantt", "--width", "39"}, kExitUsage,
         "--width 39: must be a whole number from 40");
  expect({"--study", file, "--svg", (dir / "none/x.svg").string()}, kExitFailed, "none");
  expect({"--study", file, "--gpu", "2"}, kExitUsage, "did you mean 'gpus'");
  expect({"--study", (dir / "none.ini").string()}, kExitUsage, "none.ini");
  expect({"--study", file, "--data", (dir / "none.h5").string()}, kExitData, "none.h5");
}

}  // namespace
}  // namespace sonosweep::jobs
