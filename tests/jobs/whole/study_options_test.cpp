// Studies that are put together otherwise: chosen learning rates, segmenters fold by fold, data without
// clinical tables, runs that fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/atomic_file.h"
#include "data/mask_cache.h"
#include "farm/results/provenance.h"
#include "jobs/programs.h"
#include "jobs/whole/small_study.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::program;

farm::RunResult result_of(const fs::path& results, const std::string& id) {
  return farm::read_run_result(sweep::StudyFolder(results).result_file(id));
}

TEST(StudyOptions, chosen_rate_crossfit_segmenters_probabilities_and_another_size) {
  testing::TempDir dir;
  write_file_atomically(dir / "study.ini",
                        "[study]\nname = options\nthresholds = 60\ntasks = segmentation, sf_ratio\ncontrols "
                        "= grayscale\nfolds = 2\n"
                        "test_patients = 2\nvalidation_patients = 2\nsegmenter_crossfit = true\nretries = 0\n"
                        "[segmentation]\nencoder = resnet18\nepochs = 1\nbatch = 4\n"
                        "[video]\nframes = 2\nsize = 32x32\nmasks = probability\n"
                        "[sf_ratio]\nepochs = 2\nbatch = 4\nlr = auto\nlr_candidates = 1e-3, 1e-4\n");
  const auto results = dir / "results";
  const auto ended = testing::run(testing::launch_command(results, dir / "study.ini"));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;

  // The rate with the lower validation loss, with its evidence.
  const auto high = result_of(results, "lr_choice/sf_ratio/0.001"),
             low = result_of(results, "lr_choice/sf_ratio/0.0001");
  ASSERT_EQ(high.metrics.size(), 1U);  // nobody is tested
  const double high_loss = high.metrics.at("val_loss"), low_loss = low.metrics.at("val_loss");
  const auto& better = low_loss < high_loss ? low : high;
  EXPECT_EQ(low.details.at("task"), "sf_ratio");
  EXPECT_EQ(low.details.at("lr"), 1e-4);
  EXPECT_FALSE(fs::exists(results / "runs/lr_choice/sf_ratio/0.0001/predictions.csv"));
  for (const std::string id : {"sf_ratio/t060/fold0", "sf_ratio/t060/fold1"}) {
    const auto result = result_of(results, id);
    EXPECT_EQ(result.details.at("lr"), better.details.at("lr"));
    EXPECT_EQ(result.details.at("lr_choice"),
              (nlohmann::ordered_json{{"0.001", high_loss}, {"0.0001", low_loss}}));
    // Every fold reads the masks of both segmenters: one for the patients of each fold.
    for (const char* input :
         {"cache/t060/fold0", "cache/t060/fold1", "lr_choice/sf_ratio/0.001", "lr_choice/sf_ratio/0.0001"})
      EXPECT_TRUE(result.details.at("inputs").contains(input)) << input;
    EXPECT_EQ(result.details.at("inputs").size(), 4U);
  }
  const auto control = result_of(results, "sf_ratio/grayscale/fold1");
  EXPECT_EQ(control.details.at("input"), "grayscale");
  EXPECT_EQ(control.details.at("lr"), better.details.at("lr"));
  EXPECT_EQ(control.details.at("inputs").size(), 2U);  // the learning-rate runs, and no masks
  // The run that stood for fold 0 with this rate was the same training, but for the test set.
  EXPECT_EQ(result_of(results, "sf_ratio/t060/fold0").metrics.at("val_loss"), better.metrics.at("val_loss"));
  const data::MaskCacheReader cache(results / "runs/cache/t060/fold1/masks.h5");
  EXPECT_TRUE(cache.info().kind == data::MaskKind::kProbability);
  const auto values = cache.read(0, 1);
  EXPECT_TRUE(std::any_of(values.begin(), values.end(), [](auto v) { return v > 1 && v < 255; }));
}

TEST(StudyOptions, data_without_clinical_tables_is_segmented_only) {
  testing::TempDir dir;
  const auto source = dir / "source";
  ASSERT_EQ(testing::run(
                {program("sonosweep-synth"), "--out", source.string(), "--preset", "tiny", "--frames", "1"})
                .exit_code,
            0);
  for (const char* table : {"clinical.csv", "patients.csv"}) fs::remove(source / table);
  ASSERT_EQ(
      testing::run({program("sonosweep-convert"), source.string(), (dir / "pack.h5").string()}).exit_code, 0);
  write_file_atomically(dir / "study.ini",
                        "[study]\nthresholds = 60\ntest_patients = 2\nvalidation_patients = 2\nfolds = 2\n"
                        "[segmentation]\nencoder = resnet18\nepochs = 1\nbatch = 4\n");
  auto launch = testing::launch_command(dir / "results", dir / "study.ini");
  launch[2] = (dir / "pack.h5").string();
  const auto ended = testing::run(launch);
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  for (const char* task : {"sf_change", "sf_ratio", "readmission"}) EXPECT_THAT(ended.err, HasSubstr(task));
  EXPECT_TRUE(result_of(dir / "results", "segmentation/t060").done);
  EXPECT_FALSE(fs::exists(dir / "results/runs/cache"));
  const auto tables = testing::run({program("sonosweep-tables"), (dir / "results").string()});
  EXPECT_EQ(tables.exit_code, 0) << tables.err;
  EXPECT_TRUE(fs::exists(dir / "results/tables/table1_segmentation.csv"));
}

TEST(StudyOptions, failed_run_blocks_only_what_needs_it_and_the_tables_show_the_gap) {
  testing::TempDir dir;
  testing::copy_results(dir / "results");
  for (const char* id : {"sf_change/t060/fold0", "readmission/t060/fold0", "sf_ratio/t060/fold0"})
    fs::remove_all(dir / "results/runs" / id);
  // A file stands where its attempts should go.
  fs::create_directories(dir / "results/attempts/sf_change/t060");
  write_file_atomically(dir / "results/attempts/sf_change/t060/fold0", "");
  const auto ended = testing::run(testing::launch_command(dir / "results"));
  EXPECT_EQ(ended.exit_code, 1) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("sf_change/t060/fold0"));
  EXPECT_THAT(ended.err, HasSubstr("readmission/t060/fold0: not run"));
  EXPECT_TRUE(result_of(dir / "results", "sf_ratio/t060/fold0").done);
  EXPECT_FALSE(result_of(dir / "results", "sf_change/t060/fold0").done);
  EXPECT_FALSE(fs::exists(dir / "results/runs/readmission/t060/fold0/result.json"));

  const auto tables = testing::run({program("sonosweep-tables"), (dir / "results").string()});
  EXPECT_EQ(tables.exit_code, 0) << tables.err;
  EXPECT_THAT(read_file(dir / "results/tables/table2_sf_change.md"), HasSubstr("1/2"));
  EXPECT_THAT(read_file(dir / "results/tables/table4_readmission.md"), HasSubstr("1/2"));
  EXPECT_THAT(read_file(dir / "results/tables/table3_sf_ratio.md"), Not(HasSubstr("1/2")));

  // What stood in the way is gone: the rest is done, and comes out as it would have.
  fs::remove_all(dir / "results/attempts/sf_change/t060/fold0");
  EXPECT_EQ(testing::run(testing::launch_command(dir / "results")).exit_code, 0);
  testing::expect_same_metrics(dir / "results", testing::small_study_results(), "readmission/t060/fold0");
}

TEST(StudyOptions, a_run_names_the_run_to_do_first) {
  testing::TempDir dir;
  testing::copy_results(dir / "results");
  const auto expect = [&](const std::string& id, const std::string& said) {
    const auto ended = testing::run(testing::run_command(dir / "results", id));
    EXPECT_EQ(ended.exit_code, 2) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(said));
  };
  const auto runs = dir / "results/runs";
  fs::remove_all(runs / "sf_change/t060/fold1");
  expect("readmission/t060/fold1", "run sf_change/t060/fold1 first");
  fs::remove_all(runs / "cache/t060");
  expect("sf_ratio/t060/fold1", "run cache/t060 first");
  fs::remove_all(runs / "segmentation/t060");
  expect("cache/t060", "run segmentation/t060 first");
  expect("sf_change/t060/fold7", "is not in the study; did you mean");
}

// What was begun with other masks is not continued.
TEST(StudyOptions, a_half_trained_run_of_other_masks_starts_anew) {
  testing::TempDir dir;
  testing::copy_results(dir / "results");
  const sweep::StudyFolder folder(dir / "results");
  fs::remove(folder.result_file("sf_change/t060/fold0"));  // checkpoints of all epochs stay
  auto again = result_of(dir / "results", "segmentation/t060");
  farm::set_output(again, farm::output_of(result_of(dir / "results", "segmentation/t000")));
  farm::write_run_result(folder.result_file("segmentation/t060"), again);
  fs::remove(folder.best_file("segmentation/t060"));
  fs::copy_file(folder.best_file("segmentation/t000"), folder.best_file("segmentation/t060"));
  const auto ended = testing::run(testing::run_command(dir / "results", "sf_change/t060/fold0"));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("it starts anew"));
  EXPECT_EQ(read_file(folder.predictions_file("sf_change/t060/fold0")),
            read_file(folder.predictions_file("sf_change/t000/fold0")));
}

}  // namespace
}  // namespace sonosweep
