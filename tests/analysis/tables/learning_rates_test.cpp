#include "analysis/tables/learning_rates.h"

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

class LearningRates : public ::testing::Test {
 protected:
  std::optional<Table> table() const { return learning_rate_table(read_study_results(folder_)); }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_ = testing::clinical_study();
};

TEST_F(LearningRates, NoneWhereTheStudyGivesThem) {
  testing::write_study(folder_, study_);
  EXPECT_FALSE(table());
}

TEST_F(LearningRates, CandidatesTheirLossesAndTheChoice) {
  study_.sf_ratio.lr_auto = study_.sf_change.lr_auto = true;
  testing::write_study(folder_, study_);
  testing::write_done(folder_, "lr_choice/sf_ratio/0.0001", {{"val_loss", 0.5}});
  testing::write_done(folder_, "lr_choice/sf_ratio/1e-05", {{"val_loss", 0.25}});
  testing::write_done(folder_, "lr_choice/sf_change/0.0001", {{"val_loss", 1}});
  testing::write_done(folder_, "sf_ratio/t060/fold1", {{"rmse_max", 1}}, {{"lr", 1e-5}});
  ASSERT_TRUE(table());
  EXPECT_EQ(render_csv(*table()),
            "task,lr,val_loss,chosen\n"
            "sf_change,0.0001,1,\n"
            "sf_change,1e-05,,\n"
            "sf_ratio,0.0001,0.5,0\n"
            "sf_ratio,1e-05,0.25,1\n");
  const auto text = render_markdown(*table());
  EXPECT_THAT(text, HasSubstr("by validation loss on fold 0 at threshold 0 %; one run per cell"));
  EXPECT_THAT(text, HasSubstr("| S/F ratio  | 1e-05  |      0.2500 | yes    |\n"));
  EXPECT_THAT(text, HasSubstr("- 3 of 4 runs are done. Without a result: lr_choice/sf_change/1e-05.\n"));
}

TEST_F(LearningRates, EachTestGroupChooses) {
  study_.outer_test = "rotate";
  study_.readmission.lr_auto = true;
  testing::write_study(folder_, study_);
  testing::write_done(folder_, "lr_choice/readmission/0.0001/test1", {{"val_loss", 0.5}});
  testing::write_done(folder_, "readmission/t060/test1/fold1", {}, {{"lr", 1e-4}});
  EXPECT_THAT(render_csv(*table()), HasSubstr("task,test_group,lr,val_loss,chosen\n"));
  EXPECT_THAT(render_csv(*table()), HasSubstr("\nreadmission,0,0.0001,,\n"));
  EXPECT_THAT(render_csv(*table()), HasSubstr("\nreadmission,1,0.0001,0.5,1\nreadmission,1,1e-05,,0\n"));
}

}  // namespace
}  // namespace sonosweep::analysis
