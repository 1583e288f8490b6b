#include "analysis/compare/negative_control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/rng.h"
#include "message_of.h"
#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using sonosweep::testing::message_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int kPatients = 24;

struct Cell2 {
  std::string patient;
  int day = 0;
  double ratio = 0;
};

// 24 test patients of two days with one view each, and a second video of it on the first day; every third is
// readmitted. S/F ratios are drawn; the second day's is larger, where all patients improve.
class NegativeControlOf : public ::testing::Test {
 protected:
  NegativeControlOf() {
    study_.controls = {};
    study_.thresholds = {60};
    study_.folds = 2;
  }

  void make_outcomes(bool all_improve = false) {
    Rng rng(3);
    for (int p = 0; p < patients_; ++p) {
      double first = rng.uniform(0.3, 0.9);
      double second = all_improve ? first + 0.05 : rng.uniform(0.3, 0.9);
      cells_.push_back({name(p), 0, first});
      cells_.push_back({name(p), 1, second});
    }
  }

  void write_study() {
    std::vector<std::string> patients;
    for (int p = 0; p < patients_; ++p) patients.push_back(name(p));
    testing::write_study_of_patients(folder_, study_, patients);
  }

  // Of each fold: what it answers to a cell, to the pair of a patient's days (logit of increase; 0 = same),
  // and to a patient.
  template <typename Ratio, typename Change, typename Readmitted>
  void write_predictions(Ratio ratio, Change change, Readmitted readmitted) {
    for (const auto& run : study::all_runs(study_)) {
      const auto id = run.id();
      create_folders(folder_.run(id));
      const auto path = folder_.predictions_file(id);
      if (run.kind == study::RunKind::kSfRatio) {
        std::vector<tasks::SfRatioPrediction> rows;
        for (const auto& cell : cells_)
          for (int copy = 0; copy < (cell.day == 0 ? 2 : 1); ++copy)
            rows.push_back({video(cell, copy), cell.patient, cell.day, "R1", cell.ratio, ratio(cell)});
        tasks::write_predictions(path, rows);
      } else if (run.kind == study::RunKind::kSfChange) {
        std::vector<tasks::SfChangePrediction> rows;
        for (std::size_t i = 0; i < cells_.size(); i += 2) {
          const double says = change(cells_[i], cells_[i + 1]);
          const std::array<double, 3> logits{-says, says == 0 ? 1.0 : -2.0, says};
          rows.push_back({video(cells_[i], 0), video(cells_[i], 1), tasks::SfChange::kSame, {0, 1, 0}});
          for (int copy = 0; copy < 2; ++copy)
            rows.push_back({video(cells_[i], copy), video(cells_[i + 1], 0),
                            tasks::classify_sf_change(cells_[i].ratio, cells_[i + 1].ratio), logits});
        }
        tasks::write_predictions(path, rows);
      } else if (run.kind == study::RunKind::kReadmission) {
        std::vector<tasks::ReadmissionPrediction> rows;
        for (int p = 0; p < outcomes_known_; ++p)
          rows.push_back({name(p), "R1", p % 3 == 0 ? 1 : 0, 0, readmitted(p) ? 1.0 : -1.0});
        tasks::write_predictions(path, rows);
      }
      testing::write_done(folder_, id, {{"baseline_rmse_average", 0.5}, {"baseline_accuracy", 0.625}});
    }
  }

  NegativeControl control(Permuted permuted = Permuted::kCells, std::size_t permutations = 400) const {
    NegativeControlOptions options;
    options.permutations = permutations;
    options.permuted = permuted;
    return negative_control(read_study_results(folder_), options);
  }

  static const ControlRow& row(const NegativeControl& control, const char* metric) {
    for (const auto& found : control.rows)
      if (found.metric.name == metric) return found;
    throw std::runtime_error(std::string("no row of ") + metric);
  }

  static std::string name(int patient) { return "p" + std::to_string(100 + patient); }
  static std::string video(const Cell2& cell, int copy) {
    return cell.patient + "_" + std::to_string(cell.day) + "_" + std::to_string(copy);
  }

  int patients_ = kPatients, outcomes_known_ = kPatients;
  std::vector<Cell2> cells_;
  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_ = testing::clinical_study();
};

// Predictions that know nothing. The exact means over all permutations are known, and are compared with.
TEST_F(NegativeControlOf, PredictionsThatKnowNothing) {
  make_outcomes();
  write_study();
  std::map<std::string, double> answers;
  std::map<std::string, double> changes;
  Rng rng(8);
  for (const auto& cell : cells_) answers[video(cell, 0)] = rng.uniform(0.5, 0.8);
  for (const auto& cell : cells_) changes[cell.patient] = static_cast<double>(rng.below(3)) - 1;  // -1, 0, 1
  write_predictions([&](const Cell2& cell) { return answers.at(video(cell, 0)); },
                    [&](const Cell2& first, const Cell2&) { return changes.at(first.patient); },
                    [](int p) { return p < 6; });
  const auto found = control();
  EXPECT_TRUE(found.is_at_chance());
  EXPECT_THAT(found.notes, ElementsAre());

  // E[(p - y)^2] over all pairs of a prediction and an outcome.
  double squares = 0, mean = 0;
  for (const auto& a : cells_) {
    mean += a.ratio / (2 * kPatients);
    for (const auto& b : cells_) squares += std::pow(answers.at(video(a, 0)) - b.ratio, 2);
  }
  const auto& average = row(found, "rmse_average");
  const double expected = std::sqrt(squares / (4 * kPatients * kPatients));
  EXPECT_NEAR(average.mean, expected, 4 * average.standard_error);
  EXPECT_LT(average.standard_error, 0.002);
  double variance = 0;
  for (const auto& cell : cells_) variance += std::pow(cell.ratio - mean, 2) / (2 * kPatients);
  EXPECT_NEAR(average.chance, std::sqrt(variance), 1e-12);
  EXPECT_GT(average.mean, average.chance);  // answers that differ lose
  EXPECT_EQ(average.baseline, 0.5);
  EXPECT_TRUE(average.better_than_baseline_only());
  EXPECT_GT(average.p, 0.01);

  // No two ratios are equal: who says "same" of n of the 24 pairs is right in (24 - n) / 2 of the others.
  double says_same = 0, says_increase = 0;
  for (const auto& [patient, change] : changes) {
    says_same += change == 0 ? 1 : 0;
    says_increase += change > 0 ? 1 : 0;
  }
  const auto& three = row(found, "accuracy3");
  EXPECT_EQ(three.chance, 0.5);
  EXPECT_NEAR(three.mean, (kPatients - says_same) / 2 / kPatients, 4 * three.standard_error);
  EXPECT_GT(says_same, 3);
  EXPECT_NEAR(row(found, "accuracy2").mean, 0.5, 4 * row(found, "accuracy2").standard_error);

  // 8 of 24 readmitted, 6 said to be: right (6 * 8 + 18 * 16) / 24^2 = 0.583.
  const auto& accuracy = row(found, "accuracy");
  EXPECT_NEAR(accuracy.chance, 16.0 / 24, 1e-12);
  EXPECT_NEAR(accuracy.mean, 336.0 / 576, 4 * accuracy.standard_error);
  EXPECT_EQ(accuracy.baseline, 0.625);
  EXPECT_NEAR(row(found, "recall").chance, 0.25, 1e-12);
  EXPECT_NEAR(row(found, "recall").mean, 0.25, 4 * row(found, "recall").standard_error);
  EXPECT_NEAR(row(found, "precision").chance, 1.0 / 3, 1e-12);
  EXPECT_NEAR(row(found, "precision").mean, 1.0 / 3, 4 * row(found, "precision").standard_error);
  // Readmitted 0, 3, 6, .. 21; said to be 0..5: 2 hits, 6 misses, 4 false alarms: 14 of 24 right.
  EXPECT_NEAR(accuracy.observed, 14.0 / 24, 1e-12);
}

// Predictions that were told the outcomes: the permuted ones they do not know, the real ones betray them.
TEST_F(NegativeControlOf, LeakedOutcomesShowInTheRealOnes) {
  make_outcomes();
  write_study();
  write_predictions(
      [](const Cell2& cell) { return cell.ratio; },
      [](const Cell2& first, const Cell2& second) { return second.ratio > first.ratio ? 1.0 : -1.0; },
      [](int p) { return p % 3 == 0; });
  const auto found = control();
  EXPECT_TRUE(found.is_at_chance());
  for (const char* metric : {"accuracy3", "accuracy2", "rmse_max", "rmse_average", "accuracy", "recall"})
    EXPECT_NEAR(row(found, metric).p, 1.0 / 401, 1e-12) << metric;
  EXPECT_EQ(row(found, "rmse_median").observed, 0);
  EXPECT_EQ(row(found, "accuracy3").observed, 1);  // of pairs of two days; the others are not counted
}

// The control can fail: where permuting keeps the common trend, "increase" for everybody is above chance.
TEST_F(NegativeControlOf, WholePatientsKeepTheTrendAndAreNotAtChance) {
  make_outcomes(true);
  write_study();
  write_predictions([](const Cell2&) { return 0.6; }, [](const Cell2&, const Cell2&) { return 1.0; },
                    [](int) { return false; });
  const auto cells = control();
  EXPECT_TRUE(cells.is_at_chance());
  EXPECT_NEAR(row(cells, "accuracy2").mean, 0.5, 4 * row(cells, "accuracy2").standard_error);
  EXPECT_GT(row(cells, "accuracy2").observed, 0.99);
  const auto whole = control(Permuted::kWholePatients);
  EXPECT_FALSE(whole.is_at_chance());
  EXPECT_EQ(row(whole, "accuracy2").mean, 1);
  EXPECT_TRUE(row(whole, "accuracy2").better_than_chance());
  EXPECT_FALSE(row(whole, "rmse_average").better_than_chance());
  const auto results = read_study_results(folder_);
  EXPECT_THAT(negative_control_table(whole, results).caption, HasSubstr("SOMETHING IS BETTER THAN CHANCE"));
  EXPECT_THAT(render_csv(negative_control_table(whole, results)), HasSubstr(",better_than_chance,"));
  // One answer for everybody is at chance exactly, of whatever order.
  const auto& constant = row(cells, "accuracy");
  EXPECT_NEAR(constant.standard_error, 0, 1e-12);
  EXPECT_NEAR(constant.mean, constant.chance, 1e-12);
  EXPECT_EQ(constant.p, 1);
}

TEST_F(NegativeControlOf, SameSeedSameNumbers) {
  make_outcomes();
  write_study();
  write_predictions([](const Cell2& cell) { return cell.day == 0 ? 0.5 : 0.7; },
                    [](const Cell2&, const Cell2&) { return 1.0; }, [](int p) { return p < 9; });
  const auto results = read_study_results(folder_);
  const auto table = render_csv(negative_control_table(control(), results));
  EXPECT_EQ(table, render_csv(negative_control_table(control(), results)));
  EXPECT_THAT(table, HasSubstr("task,threshold,metric,patients,permuted,standard_error,chance,baseline,"
                               "verdict,observed,p\nsf_change,60,accuracy3,24,"));
}

TEST_F(NegativeControlOf, RefusesTooFew) {
  patients_ = outcomes_known_ = 19;
  make_outcomes();
  write_study();
  EXPECT_THAT(message_of<UsageError>([&] { control(); }),
              HasSubstr("the study has 19 test patients: the negative control needs at least 20"));
  EXPECT_THAT(message_of<UsageError>([&] { control(Permuted::kCells, 19); }),
              HasSubstr("19 permutations: the negative control needs at least 20"));
}

// A task with too few patients is left out, and a file that does not fit the others.
TEST_F(NegativeControlOf, LeavesOutAndSaysSo) {
  outcomes_known_ = 12;
  make_outcomes();
  write_study();
  write_predictions([](const Cell2&) { return 0.6; }, [](const Cell2&, const Cell2&) { return 1.0; },
                    [](int) { return false; });
  const auto file = folder_.predictions_file("sf_change/t060/fold1");
  auto text = read_file(file);
  const auto at = text.find(",decrease,");
  ASSERT_NE(at, std::string::npos);
  write_file_atomically(file, text.replace(at, 10, ",increase,"));
  std::filesystem::remove(folder_.predictions_file("sf_ratio/t060/fold1"));
  const auto found = control();
  // One answer for everybody is reported, and no fault here.
  ASSERT_EQ(found.notes.size(), 4U);
  EXPECT_THAT(found.notes[0], HasSubstr("S/F ratio. Constant: 1 of 2 networks"));
  EXPECT_THAT(found.notes[1], HasSubstr("judged by the test samples alone"));
  EXPECT_THAT(found.notes[2],
              HasSubstr("30-day readmission: left out, outcomes and predictions of 12 patients"));
  EXPECT_THAT(found.notes[3], HasSubstr("Left out (2): sf_change/t060/fold1: videos 'p"));
  EXPECT_THAT(found.notes[3], HasSubstr("not the change of the S/F ratios"));
  EXPECT_THAT(found.notes[3], HasSubstr("sf_ratio/t060/fold1: no predictions.csv"));
  EXPECT_EQ(row(found, "accuracy3").patients, 24U);
  EXPECT_EQ(found.rows.size(), 5U);  // of the folds that are left
}

}  // namespace
}  // namespace sonosweep::analysis
