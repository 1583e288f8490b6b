#include "analysis/compare/patient_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/compare/readmission_intervals.h"
#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "message_of.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using tasks::SfChange;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(PatientScores, SfChange) {
  // p1: decrease right; same taken for decrease, right of two classes. p2: increase missed.
  const std::vector<tasks::SfChangePrediction> rows = {{"a", "b", SfChange::kDecrease, {2, 1, 0}},
                                                       {"a", "c", SfChange::kSame, {2, 1, 0}},
                                                       {"d", "e", SfChange::kIncrease, {2, 1, 0}}};
  const auto scores = sf_change_scores(rows, {{"a", "p1"}, {"d", "p2"}});
  EXPECT_EQ(scores.at("accuracy3"), (PatientScores{{"p1", 0.5}, {"p2", 0}}));
  EXPECT_EQ(scores.at("accuracy2"), (PatientScores{{"p1", 1}, {"p2", 0}}));
  EXPECT_THROW(sf_change_scores(rows, {{"a", "p1"}}), DataError);
}

// Rows that say whose they are need nobody else to say it.
TEST(PatientScores, SfChangeOfRowsThatTellTheirPatient) {
  const std::vector<tasks::SfChangePrediction> rows = {{"a", "b", SfChange::kSame, {0, 1, 0}, "p1", 1, 1},
                                                       {"a", "c", SfChange::kIncrease, {2, 1, 0}, "p1", 1, 2},
                                                       {"d", "e", SfChange::kSame, {2, 1, 0}, "p2", 3, 3}};
  const auto scores = sf_change_scores(rows, {{"a", "another"}});
  EXPECT_EQ(scores.at("accuracy3"), (PatientScores{{"p1", 0.5}, {"p2", 0}}));
  EXPECT_EQ(scores.at("accuracy3_days"), (PatientScores{{"p1", 0}}));  // p2 has no pair of two days
}

TEST(PatientScores, SfRatio) {
  // p1: errors 3 and 4 on two days, sqrt((9 + 16) / 2). p2: views 2 and 4 of one day, target 1.
  const std::vector<tasks::SfRatioPrediction> rows = {{"a", "p1", 0, "R1", 1, 4},
                                                      {"b", "p1", 1, "R1", 1, -3},
                                                      {"c", "p2", 0, "R1", 1, 2},
                                                      {"d", "p2", 0, "R2", 1, 4}};
  const auto scores = sf_ratio_scores(rows);
  EXPECT_EQ(scores.at("rmse_max"), (PatientScores{{"p1", std::sqrt(12.5)}, {"p2", 3}}));
  EXPECT_EQ(scores.at("rmse_average"), (PatientScores{{"p1", std::sqrt(12.5)}, {"p2", 2}}));
}

// A number that can be read, and whose square cannot be held.
TEST(PatientScores, OneThatIsNotFiniteIsNamed) {
  EXPECT_EQ(sonosweep::testing::message_of<DataError>([] {
              sf_ratio_scores({{"a", "p7", 0, "R1", 1, 1e200}});
            }),
            "patient 'p7' has no finite rmse_average: a prediction is too large; repeat the run");
}

std::vector<tasks::ReadmissionPrediction> outcomes(const std::vector<std::pair<int, int>>& patients) {
  std::vector<tasks::ReadmissionPrediction> rows;
  for (const auto& [label, vote] : patients)
    rows.push_back({"p" + std::to_string(rows.size()), "R1", label, 0.0, vote == 1 ? 1.0 : -1.0});
  return rows;
}

TEST(PatientScores, Readmission) {
  const auto scores = readmission_scores(outcomes({{1, 1}, {1, 0}, {0, 1}, {0, 0}}));
  EXPECT_EQ(scores.at("accuracy"), (PatientScores{{"p0", 1}, {"p1", 0}, {"p2", 0}, {"p3", 1}}));
  EXPECT_EQ(scores.at("recall"), (PatientScores{{"p0", 1}, {"p1", 0}}));  // of the readmitted ones only
  EXPECT_EQ(scores.count("precision"), 0U);
}

class TaskScoresOfAStudy : public ::testing::Test {
 protected:
  void SetUp() override { testing::write_study(folder_, testing::clinical_study()); }
  template <typename Rows>
  void write(const std::string& run, const Rows& rows, const nlohmann::ordered_json& details = {}) {
    testing::write_done(folder_, run, {}, details);
    tasks::write_predictions(folder_.predictions_file(run), rows);
  }
  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
};

const std::vector<tasks::SfChangePrediction> kOnePair = {{"a", "b", SfChange::kSame, {0, 1, 0}}};

// Any result that says it, says it for all: the test videos are the same.
TEST_F(TaskScoresOfAStudy, WhoseVideoItIs) {
  write("sf_change/t000/fold0", kOnePair);
  write("sf_change/t060/fold0", kOnePair, {{"test_videos", {{"a", "p1"}, {"b", "p1"}}}});
  write("sf_ratio/t000/fold1", std::vector<tasks::SfRatioPrediction>{{"a", "p2", 0, "R1", 1, 1}});
  const auto results = read_study_results(folder_);
  const auto scores = read_task_scores(results, clinical_tasks()[0]);
  EXPECT_EQ(scores.of.size(), 2U);
  for (const auto& [run, by_metric] : scores.of) EXPECT_EQ(by_metric.at("accuracy3").begin()->first, "p1");
}

TEST_F(TaskScoresOfAStudy, WhoseVideoItIsByTheRatios) {
  write("sf_change/t000/fold0", kOnePair);
  {
    const auto results = read_study_results(folder_);
    const auto scores = read_task_scores(results, clinical_tasks()[0]);
    EXPECT_THAT(scores.problems,
                ElementsAre(HasSubstr("sf_change/t000/fold0: whose video 'a' is stands neither")));
  }
  write("sf_ratio/t000/fold1", std::vector<tasks::SfRatioPrediction>{{"a", "p2", 0, "R1", 1, 1}});
  const auto results = read_study_results(folder_);
  const auto scores = read_task_scores(results, clinical_tasks()[0]);
  ASSERT_EQ(scores.of.size(), 1U);
  EXPECT_EQ(scores.of.begin()->second.at("accuracy3").begin()->first, "p2");
}

TEST_F(TaskScoresOfAStudy, DamagedAndMissingPredictionsAreNamed) {
  testing::write_done(folder_, "sf_ratio/t000/fold0", {});
  testing::write_done(folder_, "sf_ratio/t000/fold1", {});
  write_file_atomically(folder_.predictions_file("sf_ratio/t000/fold1"), "video,patient\n");
  const auto results = read_study_results(folder_);
  const auto scores = read_task_scores(results, clinical_tasks()[1]);
  EXPECT_TRUE(scores.of.empty());
  EXPECT_THAT(scores.problems,
              ElementsAre("sf_ratio/t000/fold0: no predictions.csv",
                          // without the folder: the same tables wherever the results lie
                          HasSubstr("sf_ratio/t000/fold1: runs/sf_ratio/t000/fold1/predictions.csv")));
}

// The launcher repeats a run between two looks at it.
TEST_F(TaskScoresOfAStudy, RemovedMeanwhile) {
  write("sf_ratio/t000/fold0", std::vector<tasks::SfRatioPrediction>{{"a", "p2", 0, "R1", 1, 1}});
  const auto results = read_study_results(folder_);
  std::filesystem::remove(folder_.result_file("sf_ratio/t000/fold0"));
  std::filesystem::remove(folder_.predictions_file("sf_ratio/t000/fold0"));
  EXPECT_THAT(read_task_scores(results, clinical_tasks()[1]).problems,
              ElementsAre("sf_ratio/t000/fold0: its result was removed meanwhile, to be made anew"));
}

// Two folds, four patients, two of them readmitted. Fold 0: one hit, one false alarm, 2 of 4 right; fold 1:
// two hits, 4 of 4 right. Accuracy (2 + 4) / 2 of 4 = 3 of 4, recall 1.5 of 2, precision 1.5 of (2 + 2) / 2
// = 2.
TEST_F(TaskScoresOfAStudy, WilsonIntervalsCountPatients) {
  write("readmission/t060/fold0", outcomes({{1, 1}, {1, 0}, {0, 1}, {0, 0}}));
  write("readmission/t060/fold1", outcomes({{1, 1}, {1, 1}, {0, 0}, {0, 0}}));
  const auto results = read_study_results(folder_);
  const auto& task = clinical_tasks()[2];
  const auto table = readmission_intervals(results, task, read_task_scores(results, task));
  // 3 of 4, z = 1.96: (0.75 + 0.4802 -+ 1.96 sqrt(0.046875 + 0.060023)) / 1.96036 = 0.3006, 0.9544.
  const auto& row = table.rows.at(1);
  EXPECT_EQ(row.cells[1].value, 0.75);
  EXPECT_NEAR(row.cells[2].value, 0.3006, 1e-4);
  EXPECT_NEAR(row.cells[3].value, 0.9544, 1e-4);
  EXPECT_EQ(row.cells[4].value, 4);
  EXPECT_EQ(row.cells[5].value, 0.75);
  EXPECT_EQ(row.cells[8].value, 2);
  EXPECT_EQ(row.cells[9].value, 0.75);
  EXPECT_EQ(row.cells[12].value, 2);
  EXPECT_THAT(table.caption, HasSubstr("2 of 4 test patients were readmitted: 0.500, from 0.150 to 0.850."));
  EXPECT_THAT(render_csv(table), HasSubstr("\n0,,,,,,,,,,,,\n"));
  EXPECT_THAT(
      table.footnotes,
      Contains("2 of 4 runs are done. Without a result: readmission/t000/fold0, readmission/t000/fold1."));
}

// Eleven patients are not too few: the caption ends with its sentence.
TEST_F(TaskScoresOfAStudy, IntervalsOfManyPatients) {
  auto study = testing::clinical_study();
  study.outer_test = "rotate";
  study.folds = 9;
  const sweep::StudyFolder folder(dir_ / "many");
  testing::write_study(folder, study);
  const auto results = read_study_results(folder);
  EXPECT_THAT(readmission_intervals(results, clinical_tasks()[2], {}).caption,
              EndsWith("over test patients."));
}

}  // namespace
}  // namespace sonosweep::analysis
