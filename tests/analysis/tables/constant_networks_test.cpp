// Networks that give everybody the same answer, as tables, comparisons, recommendation and --verify show
// them.
#include "analysis/tables/constant_networks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/all_tables.h"
#include "analysis/compare/recommendation.h"
#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_html.h"
#include "analysis/render/render_latex.h"
#include "analysis/render/render_markdown.h"
#include "analysis/verified_results.h"
#include "analysis/verify/verify_report.h"
#include "core/atomic_file.h"
#include "core/sha256.h"
#include "sweep/run_details.h"
#include "sweep/study_folder.h"
#include "tasks/spread_json.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

tasks::PredictionSpread side(std::size_t rows, double value, bool one_class = false) {
  return {rows, value, value < 0.01, one_class};
}

nlohmann::ordered_json ratio_details(double all, double validation) {
  return {{sweep::kPredictions,
           tasks::to_json({side(8, all), side(4, validation), side(4, all)}, tasks::kSdRatio)}};
}

class ConstantNetworks : public ::testing::Test {
 protected:
  StudyResults results() const { return read_study_results(folder_); }
  Table table(const std::string& name) const {
    for (auto& table : all_tables(results()))
      if (table.name == name) return table;
    throw std::runtime_error("no " + name);
  }
  // A run of table 3, whose training mean has 0.25.
  void write_ratio(const std::string& row, int fold, double rmse, const nlohmann::ordered_json& details) {
    testing::write_done(folder_, id_of(row, fold),
                        {{"rmse_max", rmse},
                         {"rmse_average", rmse},
                         {"rmse_median", 0.5},
                         {"val_rmse_average", rmse},
                         {"baseline_rmse_max", 0.25},
                         {"baseline_rmse_average", 0.25},
                         {"baseline_rmse_median", 0.5}},
                        details);
  }
  void write_row(const std::string& row, double rmse, double ratio0, double ratio1) {
    write_ratio(row, 0, rmse, ratio_details(ratio0, ratio0));
    write_ratio(row, 1, rmse, ratio_details(ratio1, ratio1));
  }
  static std::string id_of(const std::string& row, int fold) {
    return "sf_ratio/" + row + "/fold" + std::to_string(fold);
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_ / "results"};
  study::Study study_ = [] {
    auto study = testing::clinical_study();
    study.tasks = {"segmentation", "sf_ratio"};
    return study;
  }();
};

TEST_F(ConstantNetworks, CellsSaySo) {
  testing::write_study(folder_, study_);
  write_row("t000", 0.3125, 0.001, 0.002);
  write_row("t060", 0.125, 0.5, 0.009);
  write_row("grayscale", 0.375, 0.0001, 0.25);
  const auto table3 = table("table3_sf_ratio");
  EXPECT_THAT(
      render_markdown(table3),
      AllOf(HasSubstr("0.3125 ± 0.0000 (2/2 constant) |"), HasSubstr("**0.1250 ± 0.0000 (1/2 constant)** |"),
            HasSubstr(" 0.3750 ± 0.0000 (1/2 constant) |"), HasSubstr(" 0.2500 ± 0.0000 |")));
  EXPECT_THAT(render_latex(table3), HasSubstr("0.3125 $\\pm$ 0.0000 (2/2 constant)"));
  EXPECT_THAT(render_html(table3), HasSubstr("0.3125 ± 0.0000 (2/2 constant)</td>"));
  EXPECT_THAT(render_csv(table3), HasSubstr("\n0,0.3125,0,0.3125,0,0.5,0,2\n"));  // as ever
  EXPECT_THAT(render_csv(table("table3_more_controls")),
              HasSubstr("constant,one_class,n\ngrayscale,0.12505,"));  // of 0.0001 and 0.25
  EXPECT_THAT(render_csv(table("table3_more_controls")), HasSubstr(",1e-04,1,0,2\n"));
}

TEST_F(ConstantNetworks, MissingRunsAndConstantOnes) {
  testing::write_study(folder_, study_);
  write_ratio("t000", 0, 0.25, ratio_details(0.001, 0.001));
  EXPECT_THAT(render_markdown(table("table3_sf_ratio")), HasSubstr("0.2500 (1/2; 1/1 constant)"));
}

TEST_F(ConstantNetworks, NoMarkForARowOfThemAlone) {
  testing::write_study(folder_, study_);
  write_row("t000", 0.125, 0.001, 0.001);  // the best value
  write_row("t060", 0.1875, 0.5, 0.5);
  EXPECT_THAT(render_markdown(table("table3_sf_ratio")), Not(HasSubstr("**0")));
}

TEST_F(ConstantNetworks, NoMarkThatIsNotBetterThanTheTrainingMean) {
  testing::write_study(folder_, study_);
  write_row("t000", 0.375, 0.5, 0.5);
  write_row("t060", 0.249999, 0.5, 0.5);  // reads as the training mean's 0.2500
  EXPECT_THAT(render_markdown(table("table3_sf_ratio")), Not(HasSubstr("**0")));
  write_row("t060", 0.2498, 0.5, 0.5);
  EXPECT_THAT(render_markdown(table("table3_sf_ratio")), HasSubstr("| **0.2498 ± 0.0000** |"));
}

TEST_F(ConstantNetworks, HealthyNetworksAreNotMentioned) {
  testing::write_study(folder_, study_);
  for (const char* row : {"t000", "t060", "grayscale"}) write_row(row, 0.125, 0.5, 0.75);
  for (const auto& table : all_tables(results())) {
    if (table.name == "table3_more" || table.name == "table3_more_controls") continue;
    for (const auto& note : table.footnotes) EXPECT_THAT(note, Not(HasSubstr("onstant:")));
    EXPECT_THAT(render_csv(table), Not(HasSubstr("constant"))) << table.name;
  }
  EXPECT_EQ(constant_sentence(results()), "");
  EXPECT_THAT(constant_rows(results()), IsEmpty());
}

TEST_F(ConstantNetworks, MoreTable) {
  testing::write_study(folder_, study_);
  write_row("t000", 0.25, 0.5, 0.25);
  write_row("t060", 0.25, 0.5, 0.0);
  testing::write_done(folder_, "cache/t000", {}, {{sweep::kEmptyVideos, {{"count", 1}, {"of", 8}}}});
  const auto more = table("table3_more");
  // 0.5 and 0.25: SD 0.25 / sqrt 2; 0.5 and 0: 0.5 / sqrt 2. The cache of 60 % is of an older version.
  EXPECT_EQ(render_csv(more),
            "threshold,sd_ratio_mean,sd_ratio_std,sd_ratio_least,constant,one_class,empty_masks,n\n"
            "0,0.375,0.1767766952966369,0.25,0,0,12.5,2\n"
            "60,0.25,0.3535533905932738,0,1,0,,2\n");
  EXPECT_THAT(render_markdown(more),
              AllOf(HasSubstr("| > 0 %          | 0.375 ± 0.177 |   0.2500 |        0 |         0 |"),
                    HasSubstr("Videos without mask (%)"), HasSubstr(" 12.5 |"),
                    HasSubstr("| grayscale only |       – (0/2) |        – |")));
}

TEST_F(ConstantNetworks, NoColumnOfEmptyMasksWhereNoCacheTells) {
  testing::write_study(folder_, study_);
  write_row("t000", 0.25, 0.5, 0.25);
  testing::write_done(folder_, "cache/t000", {}, {{"frames", 8}});
  EXPECT_THAT(render_csv(table("table3_more")), Not(HasSubstr("empty_masks")));
}

// 0.1.0 wrote predictions of the test samples, and did not judge them.
TEST_F(ConstantNetworks, OlderResultsAreJudgedByTheirTestSamples) {
  testing::write_study(folder_, study_);
  for (int fold = 0; fold < 2; ++fold) {
    write_ratio("t000", fold, 0.25, {});
    tasks::write_predictions(
        folder_.predictions_file(id_of("t000", fold)),
        {{"v1", "p1", 1, "R1", 0.5, 0.25}, {"v2", "p2", 1, "R1", 1, fold == 0 ? 0.25 : 0.5}});
  }
  write_row("t060", 0.5, 0.5, 0.5);
  const auto table3 = table("table3_sf_ratio");
  EXPECT_THAT(render_markdown(table3), HasSubstr("0.2500 ± 0.0000 (1/2 constant)"));
  EXPECT_THAT(table3.footnotes, Contains(HasSubstr("Of these, 1 was judged by the test samples alone")));
  // 0.25 / 0.5 over two videos: sample SDs have one factor.
  EXPECT_THAT(render_csv(table("table3_more")), HasSubstr("\n0,0.25,0.3535533905932738,0,1,0,2\n"));
}

TEST_F(ConstantNetworks, DamagedOlderPredictionsDecideNothing) {
  testing::write_study(folder_, study_);
  write_ratio("t000", 0, 0.25, {});
  write_file_atomically(folder_.predictions_file(id_of("t000", 0)), "video\nx");
  EXPECT_FALSE(results().runs_of(study::RunKind::kSfRatio).front()->spread.is_known());
  EXPECT_THAT(render_markdown(table("table3_comparisons")), HasSubstr("Without scores (1)"));
}

TEST_F(ConstantNetworks, OneClassIsNotedAndNoFault) {
  auto study = testing::clinical_study();
  study.tasks = {"segmentation", "sf_change"};
  testing::write_study(folder_, study);
  const nlohmann::ordered_json details = {
      {sweep::kPredictions, tasks::to_json({side(8, 0.5, true), side(4, 0.5, true), side(4, 0.25, true)},
                                           tasks::kProbabilityRange)}};
  testing::write_done(folder_, "sf_change/t060/fold0", {{"accuracy3", 1}, {"accuracy2", 1}}, details);
  const auto table2 = table("table2_sf_change");
  EXPECT_THAT(table2.footnotes,
              Contains(AllOf(HasSubstr("One class: 1 of 1 network gives everybody the same class"),
                             HasSubstr("no fault by itself"), HasSubstr("sf_change/t060/fold0"))));
  EXPECT_THAT(render_markdown(table2), Not(HasSubstr("constant)")));
  EXPECT_THAT(
      render_csv(table("table2_more")),
      HasSubstr("threshold,accuracy3_days_mean,accuracy3_days_std,accuracy2_days_mean,accuracy2_days_std,"
                "probability_range_mean,probability_range_std,probability_range_least,constant,one_class,n\n"
                "0,,,,,,,,,,0\n60,,,,,0.5,,0.5,0,1,1\n"));
  EXPECT_EQ(constant_sentence(results()), "");
}

TEST_F(ConstantNetworks, WhatCannotBeToldIsSaid) {
  testing::write_study(folder_, study_);
  write_ratio("t000", 0, 0.25, ratio_details(std::nan(""), std::nan("")));
  EXPECT_THAT(table("table3_sf_ratio").footnotes,
              Contains(AllOf(HasSubstr("Whether 1 of 1 network is constant cannot be told"),
                             HasSubstr("sf_ratio/t000/fold0"))));
}

TEST_F(ConstantNetworks, LogReportAndVerifyCountThem) {
  testing::write_study(folder_, study_);
  write_row("t000", 0.25, 0.001, 0.001);
  write_row("t060", 0.25, 0.5, 0.001);
  write_row("grayscale", 0.25, 0.5, 0.001);
  EXPECT_EQ(constant_sentence(results()),
            "4 of 6 clinical networks are constant: the same answer for everybody, whatever the video");
  EXPECT_THAT(constant_rows(results()),
              ElementsAre("Table 3, > 0 %: 2/2 constant", "Table 3, >= 60 %: 1/2 constant",
                          "Table 3, grayscale only: 1/2 constant"));
}

TEST_F(ConstantNetworks, ComparisonsNameThem) {
  testing::write_study(folder_, study_);
  write_row("t000", 0.25, 0.001, 0.001);
  write_row("t060", 0.25, 0.5, 0.5);
  EXPECT_THAT(table("table3_comparisons").footnotes,
              Contains(AllOf(HasSubstr("take part, since leaving them out would select on outcome"),
                             HasSubstr(": > 0 % (2/2 constant)."))));
}

TEST_F(ConstantNetworks, ConstantOnValidationIsNotRecommended) {
  study_.recommend_by = "rmse_average";
  testing::write_study(folder_, study_);
  write_row("t000", 0.25, 0.5, 0.5);
  write_ratio("t060", 0, 0.125, ratio_details(0.5, 0.5));
  write_ratio("t060", 1, 0.125, ratio_details(0.5, 0.001));  // better, but constant where it was measured
  const auto found = recommendations(results()).at(0);
  ASSERT_NE(found.recommended(), nullptr);
  EXPECT_EQ(found.recommended()->threshold, 0);
  EXPECT_EQ(found.candidates[1].excluded, "constant on validation in fold 1 (sf_ratio/t060/fold1)");
  EXPECT_THAT(table("recommendation").caption,
              HasSubstr("Not considered, whatever its values: >= 60 %: constant on validation in fold 1"));
  // Constant over both sides and not on validation: it competes, and that is said.
  write_ratio("t060", 1, 0.125, ratio_details(0.001, 0.5));
  EXPECT_EQ(recommendations(results()).at(0).recommended()->threshold, 60);
  EXPECT_THAT(
      table("recommendation").footnotes,
      Contains("Networks at the recommended threshold that give everybody the same answer: Table 3 1/2 "
               "constant."));
}

TEST_F(ConstantNetworks, OlderResultsDoNotTellOfValidation) {
  study_.recommend_by = "rmse_average";
  testing::write_study(folder_, study_);
  for (int fold = 0; fold < 2; ++fold) {
    write_ratio("t060", fold, 0.125, {});
    tasks::write_predictions(folder_.predictions_file(id_of("t060", fold)),
                             {{"v1", "p1", 1, "R1", 0.5, 0.25}, {"v2", "p2", 1, "R1", 1, 0.25}});
  }
  EXPECT_EQ(recommendations(results()).at(0).recommended()->threshold, 60);
  EXPECT_THAT(table("recommendation").footnotes,
              Contains(HasSubstr("2 networks are constant on the test samples; an older version wrote")));
}

class VerifiedSpread : public ConstantNetworks {
 protected:
  void SetUp() override { testing::write_verified_results(folder_, study_); }
  VerifyReport report() const {
    const auto found = results();
    return verify_report(found, verify_results(found, folder_));
  }
  // Four test rows whose predictions spread by this share of the targets'; and what the result says.
  void write(double share, const nlohmann::ordered_json& said) {
    std::vector<tasks::SfRatioPrediction> rows;
    for (int k = 0; k < 4; ++k)
      rows.push_back({"v" + std::to_string(k), "p1", k, "R1", 0.1 * k, 0.5 + 0.1 * share * k});
    const auto id = id_of("t060", 1);
    const auto path = folder_.predictions_file(id);
    tasks::write_predictions(path, rows);
    testing::change_result(folder_, id, [&](farm::RunResult& result) {
      result.details["files"]["predictions.csv"] = sha256_file(path);
      result.details[sweep::kPredictions] = said;
      result.details["counts"]["test"] = {{"videos", 4}, {"patient_days", 4}};
      result.details["patients"]["test"] = 1;
      // Predictor: that of its fold, and no worse than the SD of the targets.
      for (const auto& [name, value] : tasks::sf_ratio_metrics(rows)) result.metrics[name] = value;
    });
  }
  static nlohmann::ordered_json said(double all, double test) {
    return tasks::to_json({side(8, all), side(4, 0.5), side(4, test)}, tasks::kSdRatio);
  }
};

TEST_F(VerifiedSpread, WhatItSaysAgrees) {
  write(0.125, said(0.25, 0.125));
  EXPECT_TRUE(report().all_is_well) << report().text;
  EXPECT_THAT(report().text, Not(HasSubstr("Note:")));
}

TEST_F(VerifiedSpread, AConstantNetworkIsANote) {
  write(0.001, said(0.002, 0.001));
  EXPECT_TRUE(report().all_is_well) << report().text;
  EXPECT_THAT(report().text, AllOf(HasSubstr("Note: 1 of 6 clinical networks is constant"),
                                   HasSubstr("\n  Table 3, >= 60 %: 1/2 constant\n")));
}

TEST_F(VerifiedSpread, AgainstItsPredictions) {
  write(0.001, said(0.25, 0.125));
  EXPECT_FALSE(report().all_is_well);
  EXPECT_THAT(report().text,
              AllOf(HasSubstr("Table 3, >= 60 % "),
                    HasSubstr("sf_ratio/t060/fold1: says of its test samples: 4 predictions, "
                              "0.125; predictions.csv shows: 4 predictions, 0.001 (constant)")));
}

TEST_F(VerifiedSpread, AgainstItsOwnNumber) {
  auto json = said(0.25, 0.125);
  json["constant"] = true;
  write(0.125, json);
  EXPECT_THAT(report().text,
              HasSubstr("calls its network constant, against its own number (8 predictions, 0.25"));
  write(0.125, "damaged");
  EXPECT_THAT(report().text, HasSubstr("its \"predictions\" in result.json are damaged"));
}

}  // namespace
}  // namespace sonosweep::analysis
