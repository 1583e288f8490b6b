// What --verify finds in numbers: metrics against predictions, segmenters against themselves, study.json
// against the results.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "analysis/made_up_results.h"
#include "analysis/verified_results.h"
#include "analysis/verify/verify_report.h"
#include "core/atomic_file.h"
#include "core/sha256.h"
#include "sweep/run_details.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::ordered_json;

// Two thresholds on two folds, test patients p1 and p2 (verified_results.h).
class VerifyMetrics : public ::testing::Test {
 protected:
  void SetUp() override { testing::write_verified_results(folder_, testing::clinical_study()); }

  std::vector<DoubtfulRow> rows() const {
    const auto results = read_study_results(folder_);
    return doubtful_rows(results, verify_results(results, folder_));
  }
  VerifyReport report() const {
    const auto results = read_study_results(folder_);
    return verify_report(results, verify_results(results, folder_));
  }
  std::string text() const {
    const auto said = report();
    EXPECT_FALSE(said.all_is_well) << said.text;
    return said.text;
  }
  void change(const std::string& id, const std::function<void(farm::RunResult&)>& how) {
    testing::change_result(folder_, id, how);
  }
  void change_study(const std::function<void(Json&)>& how) {
    auto json = Json::parse(read_file(folder_.study_file()));
    how(json);
    write_file_atomically(folder_.study_file(), json.dump(2) + "\n");
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_ / "results"};
};

// The predictions give these, worked out by hand in verified_results.h.
TEST_F(VerifyMetrics, EveryMetricThatPredictionsDetermineIsHeldAgainstThem) {
  const std::map<std::string, std::map<std::string, std::string>> by_hand = {
      {"sf_change",
       {{"accuracy3", "0.5"}, {"accuracy2", "1"}, {"accuracy3_days", "0.5"}, {"accuracy2_days", "1"}}},
      {"sf_ratio",
       {{"rmse_max", "0.1767766952966369"},
        {"rmse_average", "0.1767766952966369"},
        {"rmse_median", "0.1767766952966369"}}},
      {"readmission", {{"accuracy", "0.5"}, {"recall", "1"}, {"precision", "0.5"}}}};
  for (const auto& [task, metrics] : by_hand)
    for (const auto& [metric, value] : metrics) {
      const auto id = task + "/t060/fold1";
      const double was = std::stod(value);
      for (const double wrong : {0.375, std::nan("")}) {
        change(id, [&, name = metric](auto& result) { result.metrics[name] = wrong; });
        const auto doubtful = rows();
        ASSERT_EQ(doubtful.size(), 1U) << metric;  // what starts from it rests on its weights alone
        EXPECT_EQ(doubtful[0].row, ">= 60 %");
        EXPECT_EQ(doubtful[0].runs, 1U);
        EXPECT_THAT(doubtful[0].differences,
                    ElementsAre(fmt::format("{}: {} is {} in result.json, {} by its predictions.csv", id,
                                            metric, std::isnan(wrong) ? "not defined" : "0.375", value)));
      }
      change(id, [&, name = metric](auto& result) { result.metrics[name] = was; });
    }
  EXPECT_TRUE(report().all_is_well) << report().text;
}

// Both values, although the tables leave such a result out as damaged.
TEST_F(VerifyMetrics, AValueThatCannotBe) {
  change("sf_change/t060/fold1", [](auto& result) { result.metrics["accuracy3"] = 7.5; });
  change("segmentation/t000", [](auto& result) { result.metrics["val_iou"] = 1.5; });
  change("readmission/t000/fold0", [](auto& result) { result.metrics["val_loss"] = -1; });
  EXPECT_THAT(
      text(),
      AllOf(HasSubstr("sf_change/t060/fold1: accuracy3 is 7.5 in result.json, 0.5 by its predictions.csv\n"),
            HasSubstr("segmentation/t000: val_iou is 1.5 in result.json, and a share is from 0 to 1\n"),
            HasSubstr("readmission/t000/fold0: val_loss is -1 in result.json, and it cannot be negative\n")));
  EXPECT_THAT(text(), Not(HasSubstr("accuracy3 is 7.5 in result.json, and")));  // once
}

TEST_F(VerifyMetrics, ThePredictorGivesOneAnswer) {
  // Of a pair that falls and one that rises: falls or rises always is right once, same never.
  change("sf_change/t000/fold0", [](auto& result) { result.metrics["baseline_accuracy3"] = 1; });
  EXPECT_THAT(text(),
              HasSubstr("sf_change/t000/fold0: baseline_accuracy3, baseline_accuracy2 are 1, 0.5 in "
                        "result.json; by its predictions.csv one answer for everybody has 0.5, 0.5 or "
                        "0, 0.5 or 0.5, 0.5\n"));
  change("readmission/t000/fold0", [](auto& result) { result.metrics["baseline_recall"] = 0.5; });
  EXPECT_THAT(text(), HasSubstr("one answer for everybody has 0.5, 0, 0 or 0.5, 1, 0.5\n"));
  // Yes for everybody could be, and is not what the other runs of fold 0 say.
  change("readmission/t000/fold0", [](auto& result) {
    result.metrics["baseline_recall"] = 1;
    result.metrics["baseline_precision"] = 0.5;
  });
  EXPECT_THAT(text(), HasSubstr("readmission/t000/fold0: baseline_recall is 1 in result.json, 0 in 2 other "
                                "runs of its fold\n"));
  // Nobody's own mean has less than the SD of the targets, 1/8.
  change("sf_ratio/t000/fold0", [](auto& result) {
    for (const char* name : {"max", "average", "median"})
      result.metrics[std::string("baseline_rmse_") + name] = 0.0625;
  });
  EXPECT_THAT(text(), HasSubstr("sf_ratio/t000/fold0: baseline_rmse_average is 0.0625 in result.json; by its "
                                "predictions.csv no one answer for everybody is below 0.125\n"));
  change("sf_ratio/t060/fold0", [](auto& result) { result.metrics["baseline_rmse_max"] = 0.25; });
  EXPECT_THAT(text(), HasSubstr("sf_ratio/t060/fold0: baseline_rmse_max is 0.25 in result.json and "
                                "baseline_rmse_average 0.125: of one answer for everybody they are equal\n"));
}

TEST_F(VerifyMetrics, CountsAndPatients) {
  change("sf_change/t000/fold0", [](auto& result) {
    result.details["counts"]["test"]["same"] = 3;
    result.details["test_videos"]["b1"] = "p1";
  });
  change("sf_ratio/t000/fold0", [](auto& result) { result.details["counts"]["test"]["videos"] = 5; });
  change("readmission/t000/fold0", [](auto& result) { result.details["patients"]["test"] = 20; });
  EXPECT_THAT(
      text(),
      AllOf(HasSubstr("counts/test/same is 3 in result.json, 0 by its predictions.csv\n"),
            HasSubstr("test_videos says \"p1\" of video 'b1', its predictions.csv 'p2'\n"),
            HasSubstr(
                "sf_ratio/t000/fold0: counts/test/videos is 5 in result.json, 4 by its predictions.csv\n"),
            HasSubstr("readmission/t000/fold0: patients/test is 20 in result.json, 2 by its "
                      "predictions.csv\n")));
}

TEST_F(VerifyMetrics, AResultThatHidesTheDigestOfItsPredictions) {
  change("sf_ratio/t000/fold0", [](auto& result) { result.details["files"].erase("predictions.csv"); });
  EXPECT_THAT(text(), HasSubstr("result.json has no digest of predictions.csv among its files\n"));
}

// Of 0.1.0: no days, no counts of them, no digests.
TEST_F(VerifyMetrics, OlderResultsAreHeldAgainstWhatTheySay) {
  auto rows = testing::verified_changes();
  for (auto& row : rows) {
    row.patient = "";
    row.day_first = row.day_second = std::nullopt;
  }
  const auto id = "sf_change/t000/fold0";
  tasks::write_predictions(folder_.predictions_file(id), rows);
  change(id, [](auto& result) {
    result.details.erase("files");
    for (const char* name :
         {"accuracy3_days", "accuracy2_days", "baseline_accuracy3_days", "baseline_accuracy2_days"})
      result.metrics.erase(name);
    for (const char* name : {"one_day", "ties"}) result.details["counts"]["test"].erase(name);
  });
  EXPECT_TRUE(report().all_is_well) << report().text;
  change(id, [](auto& result) { result.metrics.erase("accuracy3"); });
  EXPECT_THAT(text(), HasSubstr("accuracy3 is missing in result.json, 0.5 by its predictions.csv\n"));
}

// Segmenters: nothing is kept that their metrics could be computed from.
TEST_F(VerifyMetrics, ASegmenterAgainstItself) {
  const auto id = "segmentation/t060";
  const auto healthy = [](farm::RunResult& result) {
    result.metrics = {{"iou", 0.5},        {"trimap", std::nan("")},  {"ce_unthresholded", 0.5},
                      {"val_iou", 0.5},    {"iou_class/a_line", 0.5}, {"iou_class/pleura", std::nan("")},
                      {"val_trimap", 12.5}};
    result.details["n"] = {{"test", {{"iou_images", 4}, {"pixels", 64}, {"trimap_pixels", 0}}},
                           {"validation", {{"iou_images", 2}, {"trimap_pixels", 3}}}};
    result.details[sweep::kTestScores] = {{"p1", {{"iou", 0.25}, {"ce_unthresholded", 0.5}}},
                                          {"p2", {{"iou", 0.75}, {"ce_unthresholded", nullptr}}}};
  };
  change(id, healthy);
  ASSERT_TRUE(report().all_is_well) << report().text;
  const auto with = [&](const std::function<void(farm::RunResult&)>& fault) {
    change(id, healthy);
    change(id, fault);
    return text();
  };
  EXPECT_THAT(with([](auto& result) { result.metrics["trimap"] = 0.5; }),
              HasSubstr("trimap is 0.5 in result.json, although n/test/trimap_pixels is 0"));
  EXPECT_THAT(with([](auto& result) { result.metrics["val_iou"] = std::nan(""); }),
              HasSubstr("val_iou is not defined in result.json, although n/validation/iou_images is 2"));
  EXPECT_THAT(
      with([](auto& result) { result.metrics["iou"] = 0.875; }),
      HasSubstr("iou is 0.875 in result.json, and its test patients have 0.25 to 0.75 (test_scores)"));
  EXPECT_THAT(with([](auto& result) { result.details[sweep::kTestScores]["p1"]["dice"] = 2; }),
              HasSubstr("dice of patient p1 is 2 in test_scores, and a share is from 0 to 1"));
  EXPECT_THAT(with([](auto& result) { result.details[sweep::kTestScores]["p9"]["iou"] = 0.5; }),
              HasSubstr("test_scores has patient p9, who by study.json does not test"));
  EXPECT_THAT(
      with([](auto& result) { result.metrics["iou_class/liver"] = 0.5; }),
      HasSubstr("its classes are a_line, liver, pleura in result.json, a_line, pleura in study.json"));
  EXPECT_THAT(with([](auto& result) { result.metrics["truth_iou"] = 0.5; }),
              HasSubstr("has a score against the truth, which by study.json the data does not have"));
}

TEST_F(VerifyMetrics, ThePatientsOfTheSplit) {
  change_study([](Json& json) { json["splits"]["test"] = {"p1"}; });
  EXPECT_THAT(text(), AllOf(HasSubstr("Table 4, > 0 % (Accuracy, Recall, Precision): 2 of 2 runs\n"),
                            HasSubstr("its predictions.csv is about p2, who by study.json does not test\n")));
  change_study([](Json& json) {
    json["splits"]["test"] = {"p1", "p2"};
    json["splits"]["train"] = {"p4", "p1"};
  });
  EXPECT_THAT(
      text(),
      HasSubstr("study.json, on which every table rests:\n  split of patients: 'p1' stands in the test "
                "set and in training"));
  change_study([](Json& json) {
    json["splits"]["train"] = {"p4", "p7"};
    json["splits"]["folds"] = {{"p3"}};
  });
  EXPECT_THAT(
      text(),
      AllOf(HasSubstr("  splits has 1 folds, the study 2\n"),
            HasSubstr("  splits: p4, p7 in the segmenter's training or validation, and in no fold\n")));
}

TEST_F(VerifyMetrics, TheUnitOfRatiosAndTheClasses) {
  change_study([](Json& json) { json["sf_scale"] = 477; });  // 238 to 358
  EXPECT_TRUE(report().all_is_well) << report().text;
  change_study([](Json& json) { json["sf_scale"] = 4; });
  EXPECT_THAT(text(), HasSubstr("  sf_scale is 4: the test patients' S/F ratios, 0.5 to 0.75 in "
                                "predictions.csv, would be 2 to 3, and real ones are 50 to 500\n"));
  change_study([](Json& json) { json["sf_scale"] = -1; });
  EXPECT_THAT(text(), HasSubstr("  sf_scale is -1, and nothing can be divided by that\n"));
  change_study([](Json& json) {
    json.erase("sf_scale");
    json["data"]["classes"] = {"pleura", "pleura"};
  });
  EXPECT_THAT(text(), HasSubstr("  data.classes: 'pleura' stands twice\n"));
}

}  // namespace
}  // namespace sonosweep::analysis
