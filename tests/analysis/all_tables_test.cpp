#include "analysis/all_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_markdown.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::ElementsAre;

class AllTables : public ::testing::Test {
 protected:
  std::vector<Table> tables() const { return all_tables(read_study_results(folder_)); }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& table : tables()) names.push_back(table.name);
    return names;
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
};

TEST_F(AllTables, TheFourFirst) {
  testing::write_study(folder_, testing::clinical_study());
  EXPECT_THAT(names(),
              ElementsAre("table1_segmentation", "table2_sf_change", "table3_sf_ratio", "table4_readmission",
                          "recommendation", "table1_per_class", "table1_more", "table1_comparisons",
                          "table2_comparisons", "table2_controls", "table2_validation", "table2_more",
                          "table2_more_controls", "table2_counts", "table3_comparisons", "table3_controls",
                          "table3_validation", "table3_more", "table3_more_controls", "table3_counts",
                          "table4_comparisons", "table4_intervals", "table4_controls", "table4_validation",
                          "table4_more", "table4_more_controls", "table4_counts", "compute"));
}

TEST_F(AllTables, OnlyWhatTheStudyAsksFor) {
  auto study = testing::clinical_study();
  study.tasks = {"segmentation", "sf_ratio"};
  study.sf_ratio.lr_auto = true;
  testing::write_study(folder_, study);
  EXPECT_THAT(names(),
              ElementsAre("table1_segmentation", "table3_sf_ratio", "recommendation", "table1_per_class",
                          "table1_more", "table1_comparisons", "table3_comparisons", "table3_controls",
                          "table3_validation", "table3_more", "table3_more_controls", "table3_counts",
                          "learning_rates", "compute"));
}

TEST_F(AllTables, ANoteStandsForATaskTheDataCannotServe) {
  auto study = testing::clinical_study();
  study.tasks = {"segmentation", "readmission"};
  study.readmission.start = "random";
  testing::write_study(folder_, study, false,
                       {"sf_change: the data has no S/F ratios", "sf_ratio: the data has none"});
  const auto all = tables();
  ASSERT_GE(all.size(), 4U);
  EXPECT_EQ(render_markdown(all[1]), "**Table 2.** S/F change was left out: the data has no S/F ratios.\n");
  EXPECT_EQ(render_csv(all[1]), "threshold,accuracy3_mean,accuracy3_std,accuracy2_mean,accuracy2_std,n\n");
  EXPECT_EQ(render_markdown(all[2]), "**Table 3.** S/F ratio was left out: the data has none.\n");
  EXPECT_EQ(all[3].name, "table4_readmission");
}

}  // namespace
}  // namespace sonosweep::analysis
