// What --verify finds in results folders with one fault each.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/made_up_results.h"
#include "analysis/verified_results.h"
#include "analysis/verify/verify_report.h"
#include "core/atomic_file.h"
#include "farm/results/done_run.h"
#include "farm/results/provenance.h"
#include "sweep/run_details.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Two thresholds on two folds with the control without masks.
class Verify : public ::testing::Test {
 protected:
  void SetUp() override { testing::write_verified_results(folder_, testing::clinical_study()); }

  std::vector<DoubtfulRow> rows() const {
    const auto results = read_study_results(folder_);
    return doubtful_rows(results, verify_results(results, folder_));
  }
  // "Table 2, >= 60 %: 1 of 2".
  std::vector<std::string> marked() const {
    std::vector<std::string> lines;
    for (const auto& row : rows())
      lines.push_back(fmt::format("{}, {}: {} of {}", row.table, row.row, row.runs, row.of));
    return lines;
  }
  VerifyReport report() const {
    const auto results = read_study_results(folder_);
    return verify_report(results, verify_results(results, folder_));
  }
  void change(const std::string& id, const std::function<void(farm::RunResult&)>& how) {
    testing::change_result(folder_, id, how);
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_ / "results"};
};

TEST_F(Verify, AllIsWell) {
  EXPECT_THAT(marked(), IsEmpty());
  const auto said = report();
  EXPECT_TRUE(said.all_is_well);
  // Segmenters 2 x (best.pt, history.csv), caches 2 x 1, tasks 3 x (2 thresholds + 1 control) x 2 folds x 3.
  EXPECT_THAT(said.text,
              HasSubstr("22 of 22 runs have a result; 60 files were compared.\nAll rest on one binary"));
}

TEST_F(Verify, AFlippedBitOfASegmenterMarksAllThatIsMadeOfIt) {
  testing::flip_bit(folder_, "segmentation/t060", "best.pt");
  EXPECT_THAT(marked(), ElementsAre("Table 1, >= 60 %: 1 of 1", "Table 2, >= 60 %: 2 of 2",
                                    "Table 3, >= 60 %: 2 of 2", "Table 4, >= 60 %: 2 of 2"));
  for (const auto& row : rows())
    EXPECT_THAT(row.differences, ElementsAre("segmentation/t060: best.pt: not the bytes it ended with"));
  EXPECT_FALSE(report().all_is_well);
}

TEST_F(Verify, AFlippedBitOfMasksMarksTheTasksOnly) {
  testing::flip_bit(folder_, "cache/t000", "masks.h5");
  EXPECT_THAT(marked(),
              ElementsAre("Table 2, > 0 %: 2 of 2", "Table 3, > 0 %: 2 of 2", "Table 4, > 0 %: 2 of 2"));
}

TEST_F(Verify, AFlippedBitOfATasksWeightsMarksItsFoldAndWhatStartsFromIt) {
  testing::flip_bit(folder_, "sf_change/t060/fold1", "best.pt");
  EXPECT_THAT(marked(), ElementsAre("Table 2, >= 60 %: 1 of 2", "Table 4, >= 60 %: 1 of 2"));
}

TEST_F(Verify, AFlippedBitOfPredictionsMarksOneCell) {
  testing::flip_bit(folder_, "sf_change/grayscale/fold0", "predictions.csv");
  EXPECT_THAT(marked(), ElementsAre("Table 2, grayscale only: 1 of 2"));
}

TEST_F(Verify, AMissingFileIsNamed) {
  std::filesystem::remove(folder_.predictions_file("readmission/t000/fold0"));
  ASSERT_THAT(marked(), ElementsAre("Table 4, > 0 %: 1 of 2"));
  EXPECT_THAT(rows()[0].differences, ElementsAre("readmission/t000/fold0: predictions.csv: missing"));
}

TEST_F(Verify, AnInputMadeAnewMarksWhatWasMadeOfTheOldOne) {
  change("cache/t060", [](auto& result) { farm::set_output(result, "other masks"); });
  // The masks are as recorded; what was made of others is not: both folds of S/F change and ratio, and what
  // starts from S/F change.
  ASSERT_THAT(marked(), ElementsAre("Table 2, >= 60 %: 2 of 2", "Table 3, >= 60 %: 2 of 2",
                                    "Table 4, >= 60 %: 2 of 2"));
  EXPECT_THAT(rows()[0].differences,
              ElementsAre("sf_change/t060/fold0, sf_change/t060/fold1: made from another "
                          "cache/t060 than the one that is there now"));
}

TEST_F(Verify, TheBinaryOfTheFewIsNamed) {
  change("sf_ratio/t060/fold1", [](auto& result) {
    result.details["program"] = {{"git_describe", "v0"}, {"binary", "b0"}};
  });
  ASSERT_THAT(marked(), ElementsAre("Table 3, >= 60 %: 1 of 2"));
  EXPECT_THAT(rows()[0].differences,
              ElementsAre("sf_ratio/t060/fold1: made by another binary (v0, b0) than most results (v1, b1)"));
}

TEST_F(Verify, APredictorRestsOnTheResultItIsReadFromOnly) {
  // The first run of fold 0 tells what the majority class would score.
  change("sf_change/t000/fold0", [](auto& result) { result.details["data"]["checksum"] = "another"; });
  EXPECT_THAT(marked(), ElementsAre("Table 2, > 0 %: 1 of 2", "Table 2, majority class: 1 of 2",
                                    "Table 4, > 0 %: 1 of 2"));
  EXPECT_THAT(rows()[0].differences,
              ElementsAre("sf_change/t000/fold0: of another data set (phantom another there, phantom abc in "
                          "study.json)"));
}

TEST_F(Verify, AnotherStudyIsNamedByItsFirstDifference) {
  change("segmentation/t000", [](auto& result) {
    result.details["config"]["segmentation"]["lr"] = 0.5;
    result.details["config"]["study"]["retries"] = 9;  // decides nothing
    result.details.erase("study");
  });
  ASSERT_EQ(rows().size(), 4U);  // table 1 and the three tasks of that threshold
  EXPECT_THAT(rows()[0].differences,
              ElementsAre(HasSubstr("segmentation/t000: of another study (segmentation.lr is 0.5 there, ")));
  // The settings are those of study.json, the digest is of others: one of the two is wrong.
  testing::write_verified_results(folder_, testing::clinical_study());
  change("segmentation/t000", [](auto& result) { result.details["study"] = "d1"; });
  EXPECT_EQ(rows().size(), 4U);
}

TEST_F(Verify, AnotherLibTorchIsNamed) {
  change("readmission/grayscale/fold1",
         [](auto& result) { result.details["versions"]["libtorch"] = "2.6.0"; });
  ASSERT_THAT(marked(), ElementsAre("Table 4, grayscale only: 1 of 2"));
  EXPECT_THAT(rows()[0].differences,
              ElementsAre(HasSubstr("another LibTorch (2.6.0) than most results (1.13.1)")));
}

TEST_F(Verify, DamagedFailedAndMissingResultsAreListed) {
  write_file_atomically(folder_.result_file("sf_ratio/t060/fold0"), "{\"run_id\":");
  std::filesystem::remove(folder_.result_file("sf_ratio/t060/fold1"));
  testing::write_failed(folder_, "sf_ratio/t000/fold1", "out of memory");
  const auto said = report();
  EXPECT_FALSE(said.all_is_well);
  EXPECT_THAT(said.text, HasSubstr("21 of 22 runs have a result"));
  EXPECT_THAT(said.text, HasSubstr("Table 3, >= 60 % (RMSE-Max, RMSE-Average, RMSE-Median): 1 of 2 runs\n"
                                   "  sf_ratio/t060/fold0: damaged: "));
  EXPECT_THAT(said.text, HasSubstr("  sf_ratio/t000/fold1: failed: out of memory\n"));
  EXPECT_THAT(said.text, HasSubstr("Missing:\n  sf_ratio/t060/fold1: no result yet\n"));
}

TEST_F(Verify, WhatStandsInNoTableIsListedToo) {
  auto study = testing::clinical_study();
  study.sf_ratio.lr_auto = true;
  const sweep::StudyFolder folder(dir_ / "rates");
  testing::write_verified_results(folder, study);
  testing::flip_bit(folder, "lr_choice/sf_ratio/0.0001", "history.csv");
  const auto results = read_study_results(folder);
  const auto said = verify_report(results, verify_results(results, folder));
  EXPECT_FALSE(said.all_is_well);
  EXPECT_THAT(said.text,
              HasSubstr("In no table's cells:\n  lr_choice/sf_ratio/0.0001: history.csv: not the bytes"));
  EXPECT_THAT(said.text, Not(HasSubstr("Table")));
}

// Results of before binaries and files were recorded: nothing differs, and weights are compared all the same.
TEST_F(Verify, OlderResultsAreJudgedByWhatTheyHave) {
  const auto results = read_study_results(folder_);
  for (const auto& run : results.runs())
    change(run.spec.id(), [](auto& result) {
      for (const char* key : {"program", "files", "study"}) result.details.erase(key);
      result.details["versions"]["git_describe"] = "v0";
    });
  EXPECT_TRUE(report().all_is_well) << report().text;
  testing::flip_bit(folder_, "segmentation/t000", "best.pt");
  EXPECT_EQ(rows().size(), 4U);
}

TEST_F(Verify, DroppedWeightsAreCountedAndNoDifference) {
  const auto drop = [&](const std::string& id) {
    change(id, [](auto& result) { farm::set_weights_dropped(result); });
    std::filesystem::remove(folder_.best_file(id));
  };
  drop("sf_ratio/t060/fold1");
  drop("readmission/grayscale/fold0");
  EXPECT_TRUE(report().all_is_well) << report().text;
  EXPECT_THAT(report().text,
              HasSubstr("58 files were compared.\nWeights dropped by keep_weights = needed: best.pt "
                        "of 2 runs, not compared.\nAll rest on"));
  // Without the word they are missed, and so is what another run reads.
  std::filesystem::remove(folder_.best_file("sf_ratio/t060/fold0"));
  EXPECT_THAT(marked(), ElementsAre("Table 3, >= 60 %: 1 of 2"));
  EXPECT_THAT(rows()[0].differences, ElementsAre("sf_ratio/t060/fold0: best.pt: missing"));
  drop("sf_change/t000/fold0");
  EXPECT_THAT(marked(),
              ElementsAre("Table 2, > 0 %: 1 of 2", "Table 3, >= 60 %: 1 of 2", "Table 4, > 0 %: 1 of 2"));
}

// Killed between the word and the removal.
TEST_F(Verify, DroppedWeightsThatAreStillThereAreCompared) {
  change("sf_ratio/t060/fold1", [](auto& result) { farm::set_weights_dropped(result); });
  EXPECT_THAT(report().text, HasSubstr("60 files were compared.\nAll rest on"));
  testing::flip_bit(folder_, "sf_ratio/t060/fold1", "best.pt");
  EXPECT_THAT(marked(), ElementsAre("Table 3, >= 60 %: 1 of 2"));
}

TEST_F(Verify, ChangesNothing) {
  const auto before = read_file(folder_.result_file("segmentation/t000"));
  testing::flip_bit(folder_, "segmentation/t000", "best.pt");
  EXPECT_FALSE(report().all_is_well);
  EXPECT_EQ(read_file(folder_.result_file("segmentation/t000")), before);
  EXPECT_FALSE(std::filesystem::exists(folder_.tables()));
}

}  // namespace
}  // namespace sonosweep::analysis
