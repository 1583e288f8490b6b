// Tables 2-4 against the predictions they are made from, by independent code (reference_metrics.h).
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "analysis/all_tables.h"
#include "analysis/made_up_results.h"
#include "analysis/reference_metrics.h"
#include "analysis/render/table_files.h"
#include "core/atomic_file.h"
#include "core/csv.h"
#include "core/rng.h"
#include "study/grid.h"
#include "sweep/study_folder.h"
#include "tasks/predictions.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using Metrics = std::map<std::string, double>;
using Reference = std::function<Metrics(const std::filesystem::path&)>;

constexpr double kTolerance = 1e-6;

// Coarse, so that ties happen: of logits, of votes, of sums.
double coarse(Rng& rng) {
  return static_cast<double>(rng.below(5)) / 4 - 0.5;
}

std::vector<tasks::SfChangePrediction> made_up_pairs(Rng& rng) {
  std::vector<tasks::SfChangePrediction> rows;
  for (int i = 0; i < 60; ++i) {
    tasks::SfChangePrediction row;
    row.video_first = "v" + std::to_string(i);
    row.video_second = "v" + std::to_string(i + 1);
    row.patient = "p";
    row.day_first = i;
    row.day_second = i + 1;
    row.label = static_cast<tasks::SfChange>(rng.below(3));
    for (auto& logit : row.logits) logit = coarse(rng);
    rows.push_back(row);
  }
  return rows;
}

const char* const kViews[] = {"R1", "R2", "R3", "L1", "L2", "L3"};

// Three patients with up to three days of one to six views, one or two videos each.
std::vector<tasks::SfRatioPrediction> made_up_ratios(Rng& rng) {
  std::vector<tasks::SfRatioPrediction> rows;
  for (int patient = 0; patient < 3; ++patient)
    for (int day = 0; day <= static_cast<int>(rng.below(3)); ++day) {
      const double target = rng.uniform(0.3, 1);
      const auto views_of_day = 1 + rng.below(6);
      for (std::uint64_t v = 0; v < views_of_day; ++v)
        for (std::uint64_t copy = 0; copy <= rng.below(2); ++copy)
          rows.push_back({"v" + std::to_string(rows.size()), "p" + std::to_string(patient), day, kViews[v],
                          target, rng.uniform(0, 1.2)});
    }
  return rows;
}

std::vector<tasks::ReadmissionPrediction> made_up_outcomes(Rng& rng) {
  std::vector<tasks::ReadmissionPrediction> rows;
  for (int patient = 0; patient < 9; ++patient) {
    const auto views = 1 + rng.below(6);
    for (std::uint64_t v = 0; v < views; ++v)
      rows.push_back(
          {"p" + std::to_string(patient), kViews[v], patient % 3 == 0 ? 1 : 0, coarse(rng), coarse(rng)});
  }
  return rows;
}

class RecomputedTables : public ::testing::Test {
 protected:
  void SetUp() override {
    study_.thresholds = {0, 40, 60, 100};
    study_.folds = 5;
    study_.controls = {"grayscale", "truth"};
    testing::write_study(folder_, study_, true);
    Rng rng(11);
    for (const auto& run : study::all_runs(study_)) {
      const auto id = run.id();
      create_folders(folder_.run(id));
      const auto path = folder_.predictions_file(id);
      Metrics metrics;
      if (run.kind == study::RunKind::kSfChange) {
        tasks::write_predictions(path, made_up_pairs(rng));
        metrics = tasks::sf_change_metrics(tasks::read_sf_change_predictions(path));
      } else if (run.kind == study::RunKind::kSfRatio) {
        tasks::write_predictions(path, made_up_ratios(rng));
        metrics = tasks::sf_ratio_metrics(tasks::read_sf_ratio_predictions(path));
      } else if (run.kind == study::RunKind::kReadmission) {
        tasks::write_predictions(path, made_up_outcomes(rng));
        metrics = tasks::readmission_metrics(tasks::read_readmission_predictions(path));
      }
      testing::write_done(folder_, id, metrics);
    }
    write_tables(folder_.tables(), all_tables(read_study_results(folder_)));
  }

  // Every number of a row against the predictions of its five folds: `runs` + "/fold0" ...
  void check_row(const std::vector<std::string>& header, const std::vector<std::string>& fields,
                 const std::string& runs, const Reference& reference) {
    std::map<std::string, std::vector<double>> values;
    for (int fold = 0; fold < study_.folds; ++fold)
      for (const auto& [metric, value] :
           reference(folder_.predictions_file(runs + "/fold" + std::to_string(fold))))
        values[metric].push_back(value);
    ASSERT_EQ(fields.size(), 2 * values.size() + 2);
    EXPECT_EQ(header.back(), "n");
    EXPECT_EQ(fields.back(), "5");
    std::size_t compared = 0;
    for (std::size_t c = 1; c + 1 < header.size(); c += 2) {
      const std::string metric = header[c].substr(0, header[c].rfind("_mean"));
      ASSERT_EQ(values.count(metric), 1U) << metric;
      ASSERT_EQ(header[c + 1], metric + "_std");
      const auto expected = testing::reference_summary(values[metric]);
      ASSERT_FALSE(std::isnan(expected.mean) || std::isnan(expected.sd)) << runs << " " << metric;
      EXPECT_NEAR(std::stod(fields[c]), expected.mean, kTolerance) << runs << " " << metric;
      EXPECT_NEAR(std::stod(fields[c + 1]), expected.sd, kTolerance) << runs << " " << metric;
      ++compared;
    }
    EXPECT_EQ(compared, values.size());
  }

  void check_task(const std::string& task, const std::string& table, const std::string& controls,
                  const Reference& reference) {
    const auto file = folder_.tables() / (table + ".csv"),
               control_file = folder_.tables() / (controls + ".csv");
    const auto rows = parse_csv(table, read_file(file));
    ASSERT_EQ(rows.size(), 1 + study_.thresholds.size());
    for (std::size_t t = 0; t < study_.thresholds.size(); ++t) {
      ASSERT_EQ(rows[t + 1].fields.front(), std::to_string(study_.thresholds[t]));
      study::RunSpec run;
      run.threshold = study_.thresholds[t];
      const std::string id = run.id();  // segmentation/t060
      check_row(rows[0].fields, rows[t + 1].fields, task + id.substr(id.find('/')), reference);
    }
    const auto beside = parse_csv(controls, read_file(control_file));
    ASSERT_EQ(beside.size(), 4U);  // header, predictor, and two networks
    for (const std::size_t r : {2U, 3U})
      check_row(beside[0].fields, beside[r].fields, task + "/" + beside[r].fields.front(), reference);
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_ = testing::clinical_study();
};

TEST_F(RecomputedTables, AgreeWithThePredictions) {
  check_task("sf_change", "table2_sf_change", "table2_controls", testing::reference_sf_change);
  check_task("sf_ratio", "table3_sf_ratio", "table3_controls", testing::reference_sf_ratio);
  check_task("readmission", "table4_readmission", "table4_controls", testing::reference_readmission);
}

// The reference itself, on numbers a person can follow.
TEST(ReferenceMetrics, ByHand) {
  const sonosweep::testing::TempDir dir;
  const auto path = dir / "predictions.csv";
  write_file_atomically(path,
                        "video_first,video_second,label,logit_decrease,logit_same,logit_increase\n"
                        "a,b,decrease,2,1,0\n"    // decrease: right
                        "a,c,same,2,1,0\n"        // decrease: wrong of three, right of two
                        "a,d,increase,0,1,1\n"    // the first of the equal ones, same: wrong
                        "a,e,increase,0,1,2\n");  // increase: right
  EXPECT_EQ(testing::reference_sf_change(path), (Metrics{{"accuracy3", 0.5}, {"accuracy2", 0.75}}));
  write_file_atomically(path,
                        "video,patient,day,view,target,prediction\n"
                        "a,p1,0,R1,1,2\nb,p1,0,R1,1,4\n"  // the view's mean: 3
                        "c,p1,0,R2,1,1\n"                 // maximum 3, average 2, median 2: errors 2, 1, 1
                        "d,p1,1,R1,5,5\n");  // errors 0: RMSE sqrt(4 / 2), sqrt(1 / 2), sqrt(1 / 2)
  EXPECT_EQ(testing::reference_sf_ratio(path), (Metrics{{"rmse_max", std::sqrt(2.0)},
                                                        {"rmse_average", std::sqrt(0.5)},
                                                        {"rmse_median", std::sqrt(0.5)}}));
  write_file_atomically(path,
                        "patient,view,label,logit_no,logit_yes\n"
                        "p1,R1,1,0,1\np1,R2,1,0,1\np1,R3,1,9,0\n"  // two of three say yes: hit
                        "p2,R1,0,0,3\np2,R2,0,1,0\n"               // a tie; 3 against 1: false alarm
                        "p3,R1,1,1,0\n");                          // missed
  EXPECT_EQ(testing::reference_readmission(path),
            (Metrics{{"accuracy", 1.0 / 3}, {"recall", 0.5}, {"precision", 0.5}}));
  const auto summary = testing::reference_summary({1, 2, 3, std::nan("")});
  EXPECT_EQ(summary.mean, 2);
  EXPECT_EQ(summary.sd, 1);
}

}  // namespace
}  // namespace sonosweep::analysis
