#include "analysis/tables/clinical_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_latex.h"
#include "analysis/render/render_markdown.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const ClinicalTask& sf_change() {
  return clinical_tasks()[0];
}
const ClinicalTask& sf_ratio() {
  return clinical_tasks()[1];
}

class ClinicalTables : public ::testing::Test {
 protected:
  StudyResults results() const { return read_study_results(folder_); }
  Table table(const ClinicalTask& task) const { return clinical_table(results(), task); }
  // By name: "table2_controls".
  Table more(const ClinicalTask& task, const std::string& name) const {
    for (auto& table : more_clinical_tables(results(), task))
      if (table.name == name) return table;
    throw std::runtime_error("no " + name);
  }

  // Runs of table 2; the predictor is told by each run of a fold.
  void write_sf_change(const std::string& row, int fold, double accuracy3, double accuracy2) {
    const double majority = fold == 0 ? 0.5 : 0.25;
    const nlohmann::ordered_json details = {
        {"patients", {{"train", 1}, {"validation", 1}, {"test", 2}}},
        {"counts", {{"test", {{"decrease", 2}, {"same", 1}, {"increase", 5}}}}}};
    testing::write_done(folder_, "sf_change/" + row + "/fold" + std::to_string(fold),
                        {{"accuracy3", accuracy3},
                         {"accuracy2", accuracy2},
                         {"val_accuracy3", accuracy3 / 2},
                         {"val_accuracy2", 0.5},
                         {"val_loss", 1.5},
                         {"baseline_accuracy3", majority},
                         {"baseline_accuracy2", 0.625}},
                        details);
  }
  // Two values a, b: mean (a + b) / 2, sample SD |a - b| / sqrt(2).
  void write_all_sf_change() {
    write_sf_change("t000", 0, 0.25, 0.5);  // 0.5 and 0.5 / 1.414 = 0.354; 0.5 and 0
    write_sf_change("t000", 1, 0.75, 0.5);
    write_sf_change("t060", 0, 0.5, 0.75);  // 0.5625 and 0.125 / 1.414 = 0.088; 0.625 and 0.177
    write_sf_change("t060", 1, 0.625, 0.5);
    write_sf_change("grayscale", 0, 0.875, 0.25);  // 0.75 and 0.177; 0.375 and 0.177
    write_sf_change("grayscale", 1, 0.625, 0.5);   // (no mark for a control, however good)
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
};

TEST_F(ClinicalTables, GoldenOfTable2) {
  testing::write_study(folder_, testing::clinical_study());
  write_all_sf_change();
  const auto table2 = table(sf_change());
  EXPECT_EQ(table2.name, "table2_sf_change");
  EXPECT_EQ(render_csv(table2),
            "threshold,accuracy3_mean,accuracy3_std,accuracy2_mean,accuracy2_std,n\n"
            "0,0.5,0.3535533905932738,0.5,0,2\n"
            "60,0.5625,0.08838834764831845,0.625,0.1767766952966369,2\n");
  // The majority class: 0.5 and 0.25 on the two folds, 0.375 and 0.177; 0.625 on both.
  EXPECT_EQ(
      render_markdown(table2),
      "**Table 2.** S/F change on the test patients of phantom, one network per confidence threshold and "
      "fold. Bold: "
      "best value of its column among the thresholds, where it is better than the majority class and not of "
      "constant networks alone; descriptive, not selected. Mean ± sample standard "
      "deviation over "
      "2 folds; (k/2): only k runs are behind the cell. The folds share the 2 test patients (8 pairs) and "
      "each "
      "threshold's segmenter: the error bar does not show the error that comes from the few test patients. "
      "With 2 "
      "test patients no difference can be shown for other patients.\n"
      "\n"
      "| Threshold      | 3-class accuracy ↑ | 2-class accuracy ↑ |    n |\n"
      "| :------------- | -----------------: | -----------------: | ---: |\n"
      "| > 0 %          |      0.500 ± 0.354 |      0.500 ± 0.000 |    2 |\n"
      "| >= 60 %        |  **0.562 ± 0.088** |      0.625 ± 0.177 |    2 |\n"
      "| *Controls*     |                    |                    |      |\n"
      "| majority class |      0.375 ± 0.177 |      0.625 ± 0.000 |    2 |\n"
      "| grayscale only |      0.750 ± 0.177 |      0.375 ± 0.177 |    2 |\n"
      "\n"
      "- 2-class: increase against decrease and same together, merged after the choice among three.\n"
      "- Majority class: the most frequent one among the training patients' own pairs.\n");
  EXPECT_THAT(render_latex(table2),
              HasSubstr("$\\geq$ 60 \\% & \\textbf{0.562 $\\pm$ 0.088} & 0.625 $\\pm$ 0.177 & 2 \\\\\n"
                        "\\midrule\n"
                        "\\multicolumn{4}{l}{\\textit{Controls}} \\\\\n"
                        "majority class & 0.375 $\\pm$ 0.177 & 0.625 $\\pm$ 0.000 & 2 \\\\\n"
                        "grayscale only & 0.750 $\\pm$ 0.177 & 0.375 $\\pm$ 0.177 & 2 \\\\\n"
                        "\\bottomrule\n"));
}

TEST_F(ClinicalTables, ControlsForPrograms) {
  testing::write_study(folder_, testing::clinical_study());
  write_all_sf_change();
  const auto controls = more(sf_change(), "table2_controls");
  EXPECT_TRUE(controls.csv_only);
  EXPECT_EQ(render_csv(controls),
            "control,accuracy3_mean,accuracy3_std,accuracy2_mean,accuracy2_std,n\n"
            "majority_class,0.375,0.1767766952966369,0.625,0,2\n"
            "grayscale,0.75,0.1767766952966369,0.375,0.1767766952966369,2\n");
}

TEST_F(ClinicalTables, EveryControlOfTheStudyHasItsRow) {
  auto study = testing::clinical_study();
  study.controls = {"shuffled", "truth", "grayscale"};
  testing::write_study(folder_, study);
  write_all_sf_change();
  write_sf_change("truth", 0, 0.75, 0.5);
  write_sf_change("truth", 1, 0.75, 0.5);
  write_sf_change("shuffled", 0, 0.25, 0.5);
  write_sf_change("shuffled", 1, 0.5, 0.5);
  EXPECT_THAT(render_markdown(table(sf_change())),
              HasSubstr("| grayscale only |      0.750 ± 0.177 |      0.375 ± 0.177 |    2 |\n"
                        "| true masks     |      0.750 ± 0.000 |      0.500 ± 0.000 |    2 |\n"
                        "| shuffled masks |      0.375 ± 0.177 |      0.500 ± 0.000 |    2 |\n"));
  EXPECT_THAT(render_csv(more(sf_change(), "table2_controls")), HasSubstr("\nshuffled,0.375,"));
}

TEST_F(ClinicalTables, Validation) {
  testing::write_study(folder_, testing::clinical_study());
  write_all_sf_change();
  const auto validation = more(sf_change(), "table2_validation");
  EXPECT_EQ(
      render_csv(validation),
      "threshold,val_accuracy3_mean,val_accuracy3_std,val_accuracy2_mean,val_accuracy2_std,val_loss_mean,"
      "val_loss_std,n\n"
      "0,0.25,0.1767766952966369,0.5,0,1.5,0,2\n"
      "60,0.28125,0.04419417382415922,0.5,0,1.5,0,2\n");
  const auto text = render_markdown(validation);
  EXPECT_THAT(text, HasSubstr("| grayscale only |"));
  EXPECT_THAT(text, Not(HasSubstr("majority class")));
  for (const auto& row : validation.rows)
    for (const auto& cell : row.cells) EXPECT_FALSE(cell.best);
  EXPECT_THAT(text, HasSubstr("The segmenters have seen most of them in training"));
}

TEST_F(ClinicalTables, GapsAreShownAndNamed) {
  auto study = testing::clinical_study();
  study.folds = 5;
  testing::write_study(folder_, study);
  for (int fold = 0; fold < 4; ++fold) write_sf_change("t060", fold, 0.5, 0.5);
  testing::write_failed(folder_, "sf_change/t060/fold4", "NaN loss");
  const auto table2 = table(sf_change());
  EXPECT_EQ(render_csv(table2),
            "threshold,accuracy3_mean,accuracy3_std,accuracy2_mean,accuracy2_std,n\n"
            "0,,,,,0\n"
            "60,0.5,0,0.5,0,4\n");
  EXPECT_THAT(
      render_markdown(table2),
      AllOf(HasSubstr("| > 0 %          |             – (0/5) |             – (0/5) |    0 |\n"),
            HasSubstr("0.500 ± 0.000 (4/5)"), HasSubstr("- 4 of 15 runs are done. Without a result: "),
            HasSubstr("| grayscale only |             – (0/5) |")));
  // The predictor is there for each fold of which any run is done: 0.5, and 0.25 on three.
  EXPECT_THAT(render_csv(more(sf_change(), "table2_controls")),
              HasSubstr("majority_class,0.3125,0.125,0.625,0,4\n"));
}

TEST_F(ClinicalTables, NothingDoneYet) {
  testing::write_study(folder_, testing::clinical_study());
  for (const auto& task : clinical_tasks()) {
    EXPECT_THAT(render_markdown(table(task)),
                HasSubstr("The folds share the 2 test patients and each threshold's"));
    EXPECT_THAT(render_markdown(table(task)), HasSubstr("- 0 of 6 runs are done."));
    for (const auto& other : more_clinical_tables(results(), task)) EXPECT_FALSE(other.rows.empty());
  }
}

TEST_F(ClinicalTables, OutdatedRunsAreGaps) {
  testing::write_study(folder_, testing::clinical_study());
  write_all_sf_change();
  testing::write_done(folder_, "sf_change/t060/fold1", {{"accuracy3", 0.625}, {"accuracy2", 0.5}},
                      {{"inputs", {{"cache/t060", "digest"}}}});
  const auto table2 = table(sf_change());
  EXPECT_THAT(render_csv(table2), HasSubstr("\n60,0.5,,0.75,,1\n"));
  EXPECT_THAT(render_markdown(table2),
              HasSubstr("5 of 6 runs are done. Left out, made from runs that have changed since: "
                        "sf_change/t060/fold1."));
}

// What stands beside table 2 of runs that tell of pairs of two days.
TEST_F(ClinicalTables, PairsOfTwoDays) {
  testing::write_study(folder_, testing::clinical_study());
  for (int fold = 0; fold < 2; ++fold)
    for (const char* row : {"t000", "t060", "grayscale"}) {
      const double value = fold == 0 ? 0.5 : 0.75;
      testing::write_done(
          folder_, std::string("sf_change/") + row + "/fold" + std::to_string(fold),
          {{"accuracy3", 0.5},
           {"accuracy2", 0.5},
           {"accuracy3_days", value},
           {"accuracy2_days", 0.875},
           {"baseline_accuracy3_days", 0.25},
           {"baseline_accuracy2_days", std::nan("")}},
          // `same`: 2 and 4 % of the training pairs, 25 and 50 % of the validation pairs
          {{"counts",
            {{"train", {{"decrease", 48 - fold}, {"same", 1 + fold}, {"increase", 1}}},
             {"validation", {{"decrease", 1}, {"same", 1 + 2 * fold}, {"increase", 2}, {"ties", 2 + fold}}},
             {"test", {{"decrease", 2}, {"same", 1}, {"increase", 5}, {"ties", 1}}}}}});
    }
  const auto more2 = more(sf_change(), "table2_more");
  EXPECT_THAT(render_csv(more2), HasSubstr("threshold,accuracy3_days_mean,accuracy3_days_std,accuracy2_days_"
                                           "mean,accuracy2_days_std,"));
  EXPECT_THAT(render_csv(more2), HasSubstr("\n60,0.625,0.1767766952966369,0.875,0,"));
  const auto text = render_markdown(more2);
  EXPECT_THAT(text, AllOf(HasSubstr("S/F change: accuracy over pairs of two days; how much"),
                          HasSubstr("| 3-class, two days ↑ | 2-class, two days ↑ |"),
                          HasSubstr("| majority class |       0.250 ± 0.000 |"),
                          HasSubstr("| grayscale only |       0.625 ± 0.177 |       0.875 ± 0.000 |"),
                          Not(HasSubstr("an older version made: a gap"))));
  EXPECT_THAT(render_csv(more(sf_change(), "table2_more_controls")), HasSubstr("\nmajority_class,0.25,0,,,"));
  EXPECT_THAT(
      render_markdown(table(sf_change())),
      HasSubstr("- \"same\" is 3.0 % of the training pairs and 38 % of the validation pairs (means over "
                "2 folds); ties, that is equal S/F ratios on two days, are 2 to 3 validation pairs and "
                "1 test pair. Pairs of two days by themselves: table2_more.\n"));
  // The other tasks have no such metric, and no predictor there.
  EXPECT_THAT(render_markdown(more(sf_ratio(), "table3_more")),
              AllOf(Not(HasSubstr("two days")), Not(HasSubstr("training mean"))));
}

TEST_F(ClinicalTables, OlderResultsDoNotTellOfTwoDays) {
  testing::write_study(folder_, testing::clinical_study());
  write_all_sf_change();
  const auto text = render_markdown(more(sf_change(), "table2_more"));
  EXPECT_THAT(text,
              HasSubstr("- The accuracy over pairs of two days is not told by 6 of 6 finished runs, which "
                        "an older version made: a gap.\n"));
  EXPECT_THAT(render_csv(more(sf_change(), "table2_more")), HasSubstr("\n60,,,,,"));
}

TEST_F(ClinicalTables, RatiosAreBetterBelow) {
  testing::write_study(folder_, testing::clinical_study());
  for (int fold = 0; fold < 2; ++fold)
    for (const char* row : {"t000", "t060", "grayscale"}) {
      const double rmse = std::string(row) == "t000" ? 0.25 : 0.125;
      testing::write_done(
          folder_, std::string("sf_ratio/") + row + "/fold" + std::to_string(fold),
          {{"rmse_max", rmse}, {"rmse_average", 0.5}, {"rmse_median", 2 * rmse}},
          {{"patients", {{"test", 2}}}, {"counts", {{"test", {{"videos", 30}, {"patient_days", 6}}}}}});
    }
  const auto table3 = table(sf_ratio());
  EXPECT_EQ(render_csv(table3),
            "threshold,rmse_max_mean,rmse_max_std,rmse_average_mean,rmse_average_std,rmse_median_mean,rmse_"
            "median_std,n\n"
            "0,0.25,0,0.5,0,0.5,0,2\n"
            "60,0.125,0,0.5,0,0.25,0,2\n");
  const auto text = render_markdown(table3);
  EXPECT_THAT(text, HasSubstr("**Table 3.** S/F ratio on the test patients"));
  EXPECT_THAT(text, HasSubstr("2 test patients (6 patient-days)"));
  EXPECT_THAT(text, HasSubstr("| **0.1250 ± 0.0000** | 0.5000 ± 0.0000 | **0.2500 ± 0.0000** |    2 |"));
}

TEST_F(ClinicalTables, SeveralLossesAndSeeds) {
  auto study = testing::clinical_study();
  study.losses = {"weighted_bce", "dice"};
  study.seeds = {1, 2};
  study.segmenter_per_fold = true;
  testing::write_study(folder_, study);
  for (const char* seed : {"/seed1/fold0", "/seed1/fold1", "/seed2/fold0", "/seed2/fold1"})
    testing::write_done(folder_, std::string("sf_change/t060/dice") + seed,
                        {{"accuracy3", 0.5}, {"accuracy2", 0.75}});
  testing::write_done(folder_, "sf_change/grayscale/seed2/fold0", {{"accuracy3", 0.25}, {"accuracy2", 0.5}});
  const auto table2 = table(sf_change());
  EXPECT_EQ(render_csv(table2),
            "loss,threshold,accuracy3_mean,accuracy3_std,accuracy2_mean,accuracy2_std,n\n"
            "weighted_bce,0,,,,,0\n"
            "weighted_bce,60,,,,,0\n"
            "dice,0,,,,,0\n"
            "dice,60,0.5,0,0.75,0,4\n");
  const auto text = render_markdown(table2);
  EXPECT_THAT(text, HasSubstr("|              | grayscale only |        0.250 (1/4) |"));
  EXPECT_THAT(text, HasSubstr("best value of its column and loss among the thresholds"));
  EXPECT_THAT(text, HasSubstr("over 2 folds × 2 seeds; (k/4)"));
  EXPECT_THAT(text,
              HasSubstr("The folds share the 2 test patients: the error bar"));  // each has its segmenter
}

}  // namespace
}  // namespace sonosweep::analysis
