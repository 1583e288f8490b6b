// Hand-made predictions that know, guess, or say the same to everybody.
#include "analysis/compare/positive_control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_markdown.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/rng.h"
#include "message_of.h"
#include "study/grid.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using sonosweep::testing::message_of;
using study::VideoInput;
using ::testing::Contains;
using ::testing::HasSubstr;

enum class Skill { kKnows, kGuesses, kSaysOneThing };

// 24 test patients of two days with one view each; every second is readmitted; S/F ratios are drawn, so that
// half of the pairs increase in either order. Training mean's RMSE: 0.2.
class PositiveControlOf : public ::testing::Test {
 protected:
  PositiveControlOf() {
    study_.controls = {"grayscale", "truth", "shuffled"};
    study_.thresholds = {20, 40, 60};
    study_.folds = 2;
    Rng rng(3);
    for (int p = 0; p < patients_; ++p)
      for (int day = 0; day < 2; ++day) ratios_.push_back(rng.uniform(0.3, 0.9));
  }

  static std::string patient(int p) { return "p" + std::to_string(100 + p); }
  static std::string video(int p, int day) { return patient(p) + "_" + std::to_string(day); }
  double ratio(int p, int day) const { return ratios_[static_cast<std::size_t>(2 * p + day)]; }

  void write_study() {
    std::vector<std::string> patients;
    for (int p = 0; p < patients_; ++p) patients.push_back(patient(p));
    testing::write_study_of_patients(folder_, study_, patients, data_name_);
  }

  void write_run(const study::RunSpec& run, Skill skill) {
    const auto id = run.id();
    create_folders(folder_.run(id));
    const auto path = folder_.predictions_file(id);
    Rng rng(derive_seed(5, id));
    const auto answer = [&](double knows) {
      return skill == Skill::kKnows ? knows : skill == Skill::kGuesses ? rng.uniform(-1, 1) : 0.4;
    };
    if (run.kind == study::RunKind::kSfRatio) {
      std::vector<tasks::SfRatioPrediction> rows;
      for (int p = 0; p < patients_; ++p)
        for (int day = 0; day < 2; ++day)
          for (const char* copy : {"", "b"})
            rows.push_back({video(p, day) + copy, patient(p), day, "R1", ratio(p, day),
                            skill == Skill::kKnows ? ratio(p, day) + error_ : 0.6 + 0.1 * answer(0)});
      tasks::write_predictions(path, rows);
    } else if (run.kind == study::RunKind::kSfChange) {
      std::vector<tasks::SfChangePrediction> rows;
      for (int p = 0; p < patients_; ++p) {
        // A pair of one day is "same", which nobody here says; it must not count.
        const std::array<double, 3> one_day = {-answer(0.5), -2, answer(0.5)};
        rows.push_back({video(p, 0), video(p, 0) + "b", tasks::SfChange::kSame, one_day});
        for (const bool forward : {true, false}) {
          const int first = forward ? 0 : 1;
          const double rise = ratio(p, 1 - first) - ratio(p, first);
          const double says = answer(rise > 0 ? 1 : -1);
          rows.push_back({video(p, first),
                          video(p, 1 - first),
                          tasks::classify_sf_change(ratio(p, first), ratio(p, 1 - first)),
                          {-says, -2, says}});
        }
      }
      tasks::write_predictions(path, rows);
    } else {
      std::vector<tasks::ReadmissionPrediction> rows;
      for (int p = 0; p < patients_; ++p)
        rows.push_back({patient(p), "R1", p % 2, 0, answer(p % 2 == 0 ? -1 : 1)});
      tasks::write_predictions(path, rows);
    }
    testing::write_done(folder_, id, {{"baseline_rmse_average", 0.2}, {"baseline_accuracy", 0.5}});
  }

  // IoU against truth 0.5, 0.6, 0.7 by threshold.
  void write_all(Skill truth, Skill shuffled, Skill masks = Skill::kKnows) {
    write_study();
    for (const auto& run : study::all_runs(study_)) {
      if (run.kind == study::RunKind::kSegmentation) {
        testing::write_done(folder_, run.id(), {{"truth_iou", 0.4 + run.threshold / 200.0}});
      } else if (run.kind == study::RunKind::kCache) {
        testing::write_done(folder_, run.id(), {});
      } else {
        error_ = run.input == VideoInput::kMasks ? 0.1 - run.threshold / 1000.0 : 0.05;
        write_run(run, run.input == VideoInput::kTruth      ? truth
                       : run.input == VideoInput::kShuffled ? shuffled
                       : run.input == VideoInput::kMasks    ? masks
                                                            : Skill::kGuesses);
      }
    }
  }

  PositiveControl control() const {
    PositiveControlOptions options;
    options.permutations = 300;
    return positive_control(read_study_results(folder_), options);
  }

  static const PositiveRow& row(const PositiveControl& control, const std::string& task,
                                const std::string& name) {
    for (const auto& found : control.rows)
      if (found.task == task && found.name == name) return found;
    throw std::runtime_error("no row " + name + " of " + task);
  }

  int patients_ = 24;
  std::string data_name_ = "synthetic lung ultrasound (planted_clinical)";
  double error_ = 0.05;
  std::vector<double> ratios_;
  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_ = testing::clinical_study();
};

TEST_F(PositiveControlOf, TasksThatSee) {
  write_all(Skill::kKnows, Skill::kGuesses);
  const auto found = control();
  EXPECT_TRUE(found.holds()) << render_markdown(positive_control_table(found, read_study_results(folder_)));
  EXPECT_NEAR(row(found, "sf_ratio", "rmse_average").value, 0.05, 1e-12);  // off by 0.05 everywhere
  EXPECT_NEAR(row(found, "sf_ratio", "rmse_average").limit, 0.1, 1e-12);   // half of 0.2
  EXPECT_EQ(row(found, "sf_change", "accuracy2").value, 1);
  EXPECT_EQ(row(found, "readmission", "accuracy").value, 1);
  EXPECT_FALSE(row(found, "readmission", "accuracy").is_judged());
  for (const char* task : {"sf_change", "sf_ratio", "readmission"})
    EXPECT_NEAR(row(found, task, "p").value, 1.0 / 301, 1e-12) << task;
  EXPECT_FALSE(row(found, "sf_ratio", "p").is_judged());
  EXPECT_EQ(row(found, "all", "constant").value, 0);
  // RMSE 0.08, 0.06, 0.04 while IoU rises: -1. The accuracies are all 1: nothing to correlate.
  EXPECT_NEAR(row(found, "sf_ratio", "rank_correlation").value, -1, 1e-12);
  EXPECT_TRUE(std::isnan(row(found, "sf_change", "rank_correlation").value));
  EXPECT_TRUE(found.notes.empty());
  EXPECT_TRUE(found.warnings.empty());
  const auto table = positive_control_table(found, read_study_results(folder_));
  EXPECT_THAT(table.caption, HasSubstr("All bars are met."));
  const auto csv = render_csv(table);
  EXPECT_THAT(csv, HasSubstr("task,what,value,bar,limit,verdict\n"));
  EXPECT_THAT(csv, HasSubstr("sf_change,accuracy2,1,at least,0.75,ok\n"));
  EXPECT_THAT(csv, HasSubstr("sf_ratio,rank_correlation,"));
}

TEST_F(PositiveControlOf, TasksThatGuessMissTheirBars) {
  write_all(Skill::kGuesses, Skill::kGuesses);
  const auto found = control();
  EXPECT_FALSE(found.holds());
  for (const auto& [task, name] : {std::pair{"sf_ratio", "rmse_average"},
                                   {"sf_change", "accuracy2"},
                                   {"sf_change", "p"},
                                   {"readmission", "p"}})
    EXPECT_FALSE(row(found, task, name).holds()) << task << " " << name;
  EXPECT_TRUE(row(found, "all", "constant").holds());
  const auto table = positive_control_table(found, read_study_results(folder_));
  EXPECT_THAT(table.caption, HasSubstr("SOME BARS ARE MISSED."));
  EXPECT_THAT(render_csv(table), HasSubstr("readmission,p,"));
  EXPECT_THAT(render_markdown(table), HasSubstr("MISSED"));
}

// Equal is not better: whatever masks say, the tasks then see something else.
TEST_F(PositiveControlOf, ShuffledMasksThatServeAsWellAreAFault) {
  write_all(Skill::kKnows, Skill::kKnows);
  const auto found = control();
  EXPECT_FALSE(found.holds());
  for (const char* task : {"sf_change", "sf_ratio", "readmission"})
    EXPECT_FALSE(row(found, task, "shuffled").holds()) << task;
  EXPECT_TRUE(row(found, "sf_change", "p").holds());
}

TEST_F(PositiveControlOf, OneAnswerForEverybodyIsAFault) {
  write_all(Skill::kKnows, Skill::kSaysOneThing, Skill::kSaysOneThing);
  const auto found = control();
  EXPECT_FALSE(found.holds());
  // 3 thresholds x 2 folds x 3 tasks; shuffled masks may teach nothing.
  EXPECT_EQ(row(found, "all", "constant").value, 18);
  EXPECT_EQ(row(found, "all", "constant").limit_title, "of 24");
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_THAT(found.notes[0], HasSubstr("One answer for everybody (18): sf_change/t020/fold0"));
  for (const auto& other : found.rows) EXPECT_TRUE(other.holds() || other.name == "constant") << other.title;
}

TEST_F(PositiveControlOf, WhatIsNotWholeIsRefused) {
  write_all(Skill::kKnows, Skill::kGuesses);
  std::filesystem::remove(folder_.predictions_file("readmission/shuffled/fold1"));
  EXPECT_THAT(message_of<UsageError>([&] { control(); }), HasSubstr("readmission/shuffled/fold1"));
}

// Controls alone, as a study that was stopped early has them: no threshold's network was looked at.
TEST_F(PositiveControlOf, ThresholdsThatHaveNotRunAreRefused) {
  write_all(Skill::kKnows, Skill::kGuesses);
  for (const char* id : {"segmentation/t040", "sf_ratio/t060/fold1"}) {
    const auto result = folder_.result_file(id), elsewhere = dir_ / "kept.json";
    std::filesystem::rename(result, elsewhere);
    EXPECT_THAT(message_of<UsageError>([&] { control(); }), HasSubstr(id)) << id;
    std::filesystem::rename(elsewhere, result);
  }
  EXPECT_TRUE(control().holds());
}

TEST_F(PositiveControlOf, StudiesWithoutItsControlsAreRefused) {
  study_.controls = {"grayscale", "truth"};
  study_.tasks = {"segmentation", "sf_ratio", "sf_change"};
  write_study();
  EXPECT_THAT(message_of<UsageError>([&] { control(); }),
              HasSubstr("the study has no task readmission, no control shuffled"));
}

// A pack may be called anything; one that says what it is must be the preset's.
TEST_F(PositiveControlOf, OtherDataAreNotedOrRefused) {
  data_name_ = "our ward, 2025";
  write_all(Skill::kKnows, Skill::kGuesses);
  const auto found = control();
  EXPECT_TRUE(found.holds());
  ASSERT_EQ(found.warnings.size(), 1U);
  EXPECT_THAT(found.warnings[0],
              HasSubstr("the data set is called 'our ward, 2025', which does not say that it "
                        "is of sonosweep-synth --preset planted_clinical"));
  EXPECT_THAT(positive_control_table(found, read_study_results(folder_)).footnotes,
              Contains("Perhaps not judged by the right bars: " + found.warnings[0]));
  std::filesystem::remove(folder_.study_file());
  std::filesystem::remove_all(folder_.root() / "runs");
  data_name_ = "synthetic lung ultrasound (planted)";
  write_study();
  EXPECT_THAT(message_of<UsageError>([&] { control(); }),
              HasSubstr("the study's data are 'synthetic lung ultrasound (planted)'"));
}

TEST_F(PositiveControlOf, FewTestPatientsAreRefused) {
  patients_ = 19;
  write_study();
  EXPECT_THAT(message_of<UsageError>([&] { control(); }), HasSubstr("19 test patients"));
}

}  // namespace
}  // namespace sonosweep::analysis
