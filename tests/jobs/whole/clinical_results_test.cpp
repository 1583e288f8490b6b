// What the clinical runs of a finished study leave behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/atomic_file.h"
#include "core/sha256.h"
#include "data/mask_cache.h"
#include "farm/results/provenance.h"
#include "jobs/programs.h"
#include "jobs/whole/small_study.h"
#include "sweep/run_details.h"
#include "sweep/study_folder.h"
#include "tasks/predictions.h"
#include "tasks/spread_json.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

using ::testing::HasSubstr;
using testing::program;
using testing::small_study_results;

const char* const kTasks[] = {"sf_change", "sf_ratio", "readmission"};

sweep::StudyFolder folder() {
  return sweep::StudyFolder(small_study_results());
}
farm::RunResult result_of(const std::string& id) {
  return farm::read_run_result(folder().result_file(id));
}

// Test metrics are those of the rows in predictions.csv, computed again from the file.
void expect_metrics(const std::string& id, const tasks::Metrics& expected) {
  const auto result = result_of(id);
  ASSERT_FALSE(expected.empty());
  for (const auto& [name, value] : expected) {
    ASSERT_EQ(result.metrics.count(name), 1U) << id << ": " << name;
    const double there = result.metrics.at(name);
    EXPECT_TRUE(there == value || (std::isnan(there) && std::isnan(value))) << id << ": " << name;
    EXPECT_EQ(result.metrics.count("val_" + name), 1U) << id << ": " << name;
    EXPECT_EQ(result.metrics.count("baseline_" + name), 1U) << id << ": " << name;
  }
}

TEST(ClinicalResults, metrics_are_those_of_the_predictions) {
  for (const std::string rest : {"t000/fold0", "t060/fold1", "truth/fold1"}) {
    SCOPED_TRACE(rest);
    const auto file = [&](const std::string& task) { return folder().predictions_file(task + "/" + rest); };
    expect_metrics("sf_change/" + rest,
                   tasks::sf_change_metrics(tasks::read_sf_change_predictions(file("sf_change"))));
    expect_metrics("sf_ratio/" + rest,
                   tasks::sf_ratio_metrics(tasks::read_sf_ratio_predictions(file("sf_ratio"))));
    expect_metrics("readmission/" + rest,
                   tasks::readmission_metrics(tasks::read_readmission_predictions(file("readmission"))));
  }
}

// What is said of the test samples is what the stored rows show; validation samples are counted.
template <typename Rows>
void expect_spread(const std::string& id, const char* name, const Rows& rows, std::size_t validation_rows) {
  SCOPED_TRACE(id);
  const auto said = tasks::spread_from_json(result_of(id).details.at(sweep::kPredictions), name);
  ASSERT_TRUE(said.has_value());
  const auto test = tasks::spread_of(rows);
  EXPECT_EQ(said->test.rows, test.rows);
  EXPECT_EQ(said->test.is_defined(), test.is_defined());
  if (test.is_defined()) {
    EXPECT_EQ(said->test.value, test.value);
  }
  EXPECT_EQ(said->test.constant, test.constant);
  EXPECT_EQ(said->test.one_class, test.one_class);
  EXPECT_EQ(said->validation.rows, validation_rows);
  EXPECT_EQ(said->all.rows, validation_rows + test.rows);
}

TEST(ClinicalResults, say_how_much_their_predictions_vary) {
  const auto patients = folder().read_record().split().folds.at(1).size();  // two videos and one view of each
  const auto file = [&](const std::string& id) { return folder().predictions_file(id); };
  expect_spread("sf_change/t060/fold1", tasks::kProbabilityRange,
                tasks::read_sf_change_predictions(file("sf_change/t060/fold1")), patients);
  expect_spread("sf_ratio/t060/fold1", tasks::kSdRatio,
                tasks::read_sf_ratio_predictions(file("sf_ratio/t060/fold1")), 2 * patients);
  expect_spread("readmission/t060/fold1", tasks::kProbabilityRange,
                tasks::read_readmission_predictions(file("readmission/t060/fold1")), patients);
}

// A video of which the cache holds no pixel at all.
TEST(ClinicalResults, caches_count_videos_without_mask) {
  const auto said = result_of("cache/t060").details.at(sweep::kEmptyVideos);
  const data::MaskCacheReader masks(folder().masks_file("cache/t060"));
  const auto values = masks.read(0, masks.info().num_frames);
  const bool is_empty =
      std::all_of(values.begin(), values.end(), [](std::uint8_t value) { return value == 0; });
  const auto of = said.at("of").get<std::size_t>(), count = said.at("count").get<std::size_t>();
  EXPECT_GT(of, 0U);
  EXPECT_LE(count, of);
  EXPECT_EQ(count == of, is_empty);
}

TEST(ClinicalResults, sf_change_says_whose_its_test_videos_are) {
  std::map<std::string, std::string> patients;
  for (const auto& row : tasks::read_sf_ratio_predictions(folder().predictions_file("sf_ratio/t060/fold1")))
    patients[row.video] = row.patient;
  const auto said = result_of("sf_change/t060/fold1").details.at("test_videos");
  for (const auto& row : tasks::read_sf_change_predictions(folder().predictions_file("sf_change/t060/fold1")))
    for (const auto& video : {row.video_first, row.video_second})
      EXPECT_EQ(said.at(video).get<std::string>(), patients.at(video));
  for (const auto& row : tasks::read_sf_change_predictions(folder().predictions_file("sf_change/t060/fold1")))
    EXPECT_EQ(row.patient, patients.at(row.video_first));
}

TEST(ClinicalResults, say_what_they_are) {
  for (const std::string task : kTasks) {
    SCOPED_TRACE(task);
    const auto result = result_of(task + "/t060/fold1");
    for (const char* key : {"threshold", "loss", "seed", "fold", "rotation", "input", "lr", "best_epoch",
                            "best_is_last", "counts", "patients", "left_out", "device", "wall_s",
                            "peak_memory_bytes", "config", "data", "versions", "host"})
      EXPECT_TRUE(result.details.contains(key)) << key;
    EXPECT_EQ(result.details.at("threshold"), 60);
    EXPECT_EQ(result.details.at("fold"), 1);
    EXPECT_EQ(result.details.at("rotation"), -1);
    EXPECT_EQ(result.details.at("input"), "masks");
    EXPECT_FALSE(result.details.contains("lr_choice"));  // the rate is fixed
    EXPECT_EQ(result.details.contains("passes_per_pair"), task == "sf_change");
    EXPECT_EQ(result_of(task + "/truth/fold1").details.at("input"), "truth");
  }
}

TEST(ClinicalResults, counts_are_of_the_samples_used) {
  const auto record = folder().read_record();
  const auto& split = record.split();
  // The tiny data: every patient has one view on two days, a ratio on both and a known outcome. A side of n
  // patients has 2 n videos in 2 n patient-days, n views, and n pairs of one patient's own.
  const auto n = [&](const std::string& side) {
    if (side == "test") return split.test.size();
    return side == "validation" ? split.folds.at(0).size() : split.folds.at(1).size();
  };
  for (const std::string side : {"train", "validation", "test"}) {
    SCOPED_TRACE(side);
    const auto ratio = result_of("sf_ratio/t060/fold0").details;
    EXPECT_EQ(ratio.at("counts").at(side).at("videos"), 2 * n(side));
    EXPECT_EQ(ratio.at("counts").at(side).at("patient_days"), 2 * n(side));
    EXPECT_EQ(ratio.at("patients").at(side), n(side));
    const auto readmission = result_of("readmission/t060/fold0").details;
    const auto& counts = readmission.at("counts").at(side);
    EXPECT_EQ(counts.at("views"), n(side));
    EXPECT_EQ(counts.at("readmitted").get<std::size_t>() + counts.at("not_readmitted").get<std::size_t>(),
              n(side));
    EXPECT_EQ(readmission.at("patients").at(side), n(side));
    if (side == "train") continue;  // training pairs cross patients
    const auto change = result_of("sf_change/t060/fold0").details;
    std::size_t pairs = 0;
    for (const auto& [name, count] : change.at("counts").at(side).items()) pairs += count.get<std::size_t>();
    EXPECT_EQ(pairs, n(side));
  }
}

TEST(ClinicalResults, state_what_they_were_made_from) {
  const auto digest = [](const std::filesystem::path& file) { return sha256_hex(read_file(file)); };
  EXPECT_EQ(farm::output_of(result_of("segmentation/t060")), digest(folder().best_file("segmentation/t060")));
  const auto cache = result_of("cache/t060");
  EXPECT_EQ(cache.details.at("inputs"),
            (nlohmann::ordered_json{{"segmentation/t060", digest(folder().best_file("segmentation/t060"))}}));
  const data::MaskCacheReader masks(folder().masks_file("cache/t060"));
  EXPECT_EQ(farm::output_of(cache), masks.checksum());
  EXPECT_EQ(masks.info().segmenter, digest(folder().best_file("segmentation/t060")));
  EXPECT_EQ(cache.details.at("frames"), masks.info().num_frames);
  const auto change = result_of("sf_change/t060/fold1");
  EXPECT_EQ(change.details.at("inputs"), (nlohmann::ordered_json{{"cache/t060", masks.checksum()}}));
  const auto readmission = result_of("readmission/t060/fold1");
  EXPECT_EQ(readmission.details.at("inputs"),
            (nlohmann::ordered_json{{"cache/t060", masks.checksum()},
                                    {"sf_change/t060/fold1", farm::output_of(change)}}));
  EXPECT_EQ(farm::output_of(change), digest(folder().best_file("sf_change/t060/fold1")));
  for (const std::string task : kTasks)
    EXPECT_EQ(farm::outdated_input(result_of(task + "/t060/fold1"), folder()), "");
}

TEST(ClinicalResults, tables_are_written) {
  testing::TempDir dir;
  testing::copy_results(dir / "results");
  const auto tables = testing::run({program("sonosweep-tables"), (dir / "results").string()});
  ASSERT_EQ(tables.exit_code, 0) << tables.err;
  for (const char* name : {"table2_sf_change", "table3_sf_ratio", "table4_readmission"}) {
    const auto csv = read_file(dir / "results/tables" / (std::string(name) + ".csv"));
    EXPECT_THAT(csv, HasSubstr("\n0,")) << name;
    EXPECT_THAT(csv, HasSubstr("\n60,")) << name;
  }
}

}  // namespace
}  // namespace sonosweep
