// Table 4, whose metrics are not always defined.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_markdown.h"
#include "analysis/tables/clinical_tables.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const double kNan = std::nan("");

class ReadmissionTable : public ::testing::Test {
 protected:
  Table table() const { return clinical_table(read_study_results(folder_), clinical_tasks()[2]); }
  void write(const std::string& run, double accuracy, double recall, double precision) {
    testing::write_done(folder_, "readmission/" + run,
                        {{"accuracy", accuracy},
                         {"recall", recall},
                         {"precision", precision},
                         {"baseline_accuracy", 1},
                         {"baseline_recall", recall},
                         {"baseline_precision", 0}},
                        {{"patients", {{"test", 2}}},
                         {"counts", {{"test", {{"readmitted", 1}, {"not_readmitted", 1}, {"views", 11}}}}}});
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
};

TEST_F(ReadmissionTable, RecallThatIsNotDefinedIsNoMissingRun) {
  testing::write_study(folder_, testing::clinical_study());
  for (const char* row : {"t000", "t060", "grayscale"})
    for (const char* fold : {"/fold0", "/fold1"}) write(std::string(row) + fold, 0.5, kNan, 0);
  const auto table4 = table();
  EXPECT_EQ(render_csv(table4),
            "threshold,accuracy_mean,accuracy_std,recall_mean,recall_std,precision_mean,precision_std,n\n"
            "0,0.5,0,,,0,0,2\n"
            "60,0.5,0,,,0,0,2\n");
  const auto text = render_markdown(table4);
  EXPECT_THAT(text, HasSubstr("| > 0 %          | 0.500 ± 0.000 |        – | 0.000 ± 0.000 |    2 |\n"));
  EXPECT_THAT(text, HasSubstr("| majority class | 1.000 ± 0.000 |        – | 0.000 ± 0.000 |    2 |\n"));
  EXPECT_THAT(
      text,
      HasSubstr("- Recall is not defined in 4 of 4 finished runs, where no test patient was readmitted: a "
                "dash, or left out of the mean; these runs do not count as missing.\n"));
  EXPECT_THAT(text, HasSubstr("2 test patients (1 readmitted patient)"));
  EXPECT_THAT(text, Not(HasSubstr("/2)\n")));
}

// Without a positive patient only recall is undefined; without a sample everything is.
TEST_F(ReadmissionTable, WhyAValidationMetricIsNotDefined) {
  testing::write_study(folder_, testing::clinical_study());
  testing::write_done(folder_, "readmission/t000/fold0", {{"val_accuracy", kNan}, {"val_recall", kNan}});
  const auto tables = more_clinical_tables(read_study_results(folder_), clinical_tasks()[2]);
  ASSERT_EQ(tables.at(1).name, "table4_validation");
  const auto text = render_markdown(tables[1]);
  EXPECT_THAT(
      text, HasSubstr("- val. Recall is not defined in 1 of 1 finished runs, where no validation patient was "
                      "readmitted:"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "- val. Accuracy is not defined in 1 of 1 finished runs, where no validation patient of known "
          "outcome has a view on both days:"));
}

// 60 % is the best of every column; yes for everybody has recall 1, yes for the surest patient precision 1.
TEST_F(ReadmissionTable, OnlyTheAccuracyIsEverBold) {
  testing::write_study(folder_, testing::clinical_study());
  for (const auto& [row, value] : {std::pair{"t000", 0.5}, std::pair{"t060", 0.75}})
    for (const char* fold : {"/fold0", "/fold1"})
      testing::write_done(folder_, std::string("readmission/") + row + fold,
                          {{"accuracy", value},
                           {"recall", value},
                           {"precision", value},
                           {"baseline_accuracy", 0.5},
                           {"baseline_recall", 0},
                           {"baseline_precision", 0}});
  const auto text = render_markdown(table());
  EXPECT_THAT(text,
              HasSubstr("| >= 60 %        | **0.750 ± 0.000** | 0.750 ± 0.000 | 0.750 ± 0.000 |    2 |\n"));
  EXPECT_THAT(text, HasSubstr("- Recall and precision are never bold:"));
}

// Three test groups of two folds; nobody of group 1 was readmitted, one run of group 2 is missing.
TEST_F(ReadmissionTable, RotatingTestGroups) {
  auto study = testing::clinical_study();
  study.outer_test = "rotate";
  testing::write_study(folder_, study);
  for (const char* fold : {"/fold0", "/fold1"}) {
    write(std::string("t060/test0") + fold, 0.5, 0.25, 0.5);
    write(std::string("t060/test1") + fold, 0.5, kNan, 0.5);
  }
  write("t060/test2/fold0", 0.5, 1, 0.5);
  const auto text = render_markdown(table());
  // Recall 0.25, 0.25, 1: mean 0.5, sd sqrt((0.0625 + 0.0625 + 0.25) / 2) = 0.433; of four that could have
  // one.
  EXPECT_THAT(text, HasSubstr("| 0.500 ± 0.000 (5/6) | 0.500 ± 0.433 (3/4) | 0.500 ± 0.000 (5/6) |    5 |"));
  EXPECT_THAT(text, HasSubstr("over 3 test groups × 2 folds; (k/6)"));
  EXPECT_THAT(text, HasSubstr("Recall is not defined in 2 of 5 finished runs"));
  EXPECT_THAT(
      text,
      HasSubstr("Every patient tests in one of 3 groups. The folds of a group share its 2 test patients (1 "
                "readmitted patient) and each threshold's segmenter: the runs behind an error bar are not "
                "independent."));
}

}  // namespace
}  // namespace sonosweep::analysis
