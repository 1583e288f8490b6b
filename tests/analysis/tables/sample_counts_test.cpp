#include "analysis/tables/sample_counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_markdown.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::HasSubstr;

class SampleCounts : public ::testing::Test {
 protected:
  Table table(std::size_t task) const {
    return sample_count_table(read_study_results(folder_), clinical_tasks()[task]);
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
};

nlohmann::ordered_json pairs(int decrease, int same, int increase) {
  return {{"decrease", decrease}, {"same", same}, {"increase", increase}};
}

TEST_F(SampleCounts, PairsAndClassShares) {
  testing::write_study(folder_, testing::clinical_study());
  const nlohmann::ordered_json details = {
      {"patients", {{"train", 3}, {"validation", 1}, {"test", 2}}},
      {"counts", {{"train", pairs(10, 5, 5)}, {"validation", pairs(0, 0, 0)}, {"test", pairs(1, 2, 5)}}},
      {"left_out", {"v7: no view", "v9: p3 has no S/F ratio on day 2"}},
      {"passes_per_pair", 0.25}};
  testing::write_done(folder_, "sf_change/t060/fold0", {}, details);
  testing::write_done(folder_, "sf_change/grayscale/fold0", {}, details);
  // 10 / 20, 5 / 20, 5 / 20; no pairs, no shares; 1 / 8, 2 / 8, 5 / 8. Fold 1 has no run yet.
  EXPECT_EQ(render_csv(table(0)),
            "fold,side,patients,pairs,decrease,same,increase,decrease_share,same_share,increase_share\n"
            "0,train,3,20,10,5,5,0.5,0.25,0.25\n"
            "0,validation,1,0,0,0,0,,,\n"
            "0,test,2,8,1,2,5,0.125,0.25,0.625\n"
            "1,train,,,,,,,,\n"
            "1,validation,,,,,,,,\n"
            "1,test,,,,,,,,\n");
  const auto text = render_markdown(table(0));
  EXPECT_THAT(text, HasSubstr("| 0    | train      |        3 |    20 |       10 |"));
  EXPECT_THAT(text, HasSubstr("- Left out (2): v7: no view; v9: p3 has no S/F ratio on day 2.\n"));
  EXPECT_THAT(text, HasSubstr("- Network passes per training pair: 0.250 (mean over 2 runs).\n"));
}

TEST_F(SampleCounts, VideosAndPatientDays) {
  testing::write_study(folder_, testing::clinical_study());
  testing::write_done(folder_, "sf_ratio/t000/fold1", {},
                      {{"patients", {{"train", 3}, {"validation", 1}, {"test", 2}}},
                       {"counts", {{"train", {{"videos", 30}, {"patient_days", 6}}}}}});
  EXPECT_THAT(render_csv(table(1)), HasSubstr("fold,side,patients,videos,patient_days\n"));
  EXPECT_THAT(render_csv(table(1)), HasSubstr("\n1,train,3,30,6\n1,validation,1,,\n"));
}

TEST_F(SampleCounts, PatientsOfEachOutcomeByTestGroup) {
  auto study = testing::clinical_study();
  study.outer_test = "rotate";
  testing::write_study(folder_, study);
  testing::write_done(folder_, "readmission/t060/test2/fold1", {},
                      {{"patients", {{"train", 4}, {"validation", 1}, {"test", 2}}},
                       {"counts", {{"train", {{"readmitted", 1}, {"not_readmitted", 3}, {"views", 20}}}}}});
  EXPECT_THAT(render_csv(table(2)), HasSubstr("test_group,fold,side,patients,readmitted,not_readmitted,views,"
                                              "readmitted_share,not_readmitted_share\n"));
  EXPECT_THAT(render_csv(table(2)), HasSubstr("\n2,1,train,4,1,3,20,0.25,0.75\n"));
  EXPECT_EQ(table(2).rows.size(), 3U * 2 * 3);  // groups, folds, sides
}

TEST_F(SampleCounts, ManyLinesAreNotAllShown) {
  testing::write_study(folder_, testing::clinical_study());
  std::vector<std::string> lines;
  for (int i = 0; i < 12; ++i) lines.push_back("v" + std::to_string(i) + ": no view");
  testing::write_done(folder_, "sf_ratio/t000/fold0", {}, {{"left_out", lines}});
  lines.push_back("v99: no day");
  testing::write_done(folder_, "sf_ratio/t000/fold1", {}, {{"left_out", lines}});
  EXPECT_THAT(render_markdown(table(1)), HasSubstr("- Left out (13): v0: no view; "));
  EXPECT_THAT(render_markdown(table(1)), HasSubstr("; v9: no view and 3 more.\n"));
}

TEST_F(SampleCounts, RangeOverTheFolds) {
  testing::write_study(folder_, testing::clinical_study());
  const auto& task = clinical_tasks()[0];
  EXPECT_FALSE(test_samples(read_study_results(folder_), task));
  EXPECT_FALSE(test_patients(read_study_results(folder_), task));
  testing::write_done(folder_, "sf_change/t000/fold0", {},
                      {{"patients", {{"test", 3}}}, {"counts", {{"test", pairs(1, 1, 1)}}}});
  testing::write_done(folder_, "sf_change/t000/fold1", {},
                      {{"patients", {{"test", 2}}}, {"counts", {{"test", pairs(4, 1, 2)}}}});
  EXPECT_EQ(test_samples(read_study_results(folder_), task), CountRange(3, 7));
  EXPECT_EQ(test_patients(read_study_results(folder_), task), CountRange(2, 3));
}

}  // namespace
}  // namespace sonosweep::analysis
