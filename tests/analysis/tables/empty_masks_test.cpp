// A threshold whose segmenter finds nothing, as the clinical tables and the recommendation show it.
#include "analysis/tables/empty_masks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/compare/recommendation.h"
#include "analysis/made_up_results.h"
#include "analysis/render/render_markdown.h"
#include "analysis/tables/clinical_tables.h"
#include "sweep/run_details.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Table 3: 60 % is the best, on validation patients too.
class EmptyMasks : public ::testing::Test {
 protected:
  void SetUp() override {
    study_.recommend_by = "rmse_average";
    testing::write_study(folder_, study_);
    for (const char* fold : {"/fold0", "/fold1"}) {
      write_ratio(std::string("sf_ratio/t000") + fold, 0.2);
      write_ratio(std::string("sf_ratio/t060") + fold, 0.1);
    }
  }
  void write_ratio(const std::string& id, double rmse) {
    testing::write_done(folder_, id,
                        {{"rmse_max", rmse},
                         {"rmse_average", rmse},
                         {"rmse_median", rmse},
                         {"val_rmse_average", rmse},
                         {"baseline_rmse_max", 0.5},
                         {"baseline_rmse_average", 0.5},
                         {"baseline_rmse_median", 0.5}});
  }
  void write_cache(const std::string& id, int empty) {
    testing::write_done(folder_, id, {}, {{sweep::kEmptyVideos, {{"count", empty}, {"of", 8}}}});
  }
  StudyResults results() const { return read_study_results(folder_); }
  Table table3() const { return clinical_table(results(), clinical_tasks()[1]); }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_ = testing::clinical_study();
};

TEST_F(EmptyMasks, SuchARowIsNeitherMarkedNorRecommended) {
  write_cache("cache/t000", 1);
  write_cache("cache/t060", 8);
  EXPECT_THAT(rows_without_masks(results(), study::RunKind::kSfRatio), ElementsAre(">= 60 %"));
  const auto table = table3();
  EXPECT_THAT(render_markdown(table), Not(HasSubstr("**0.")));  // what is second best is not best
  EXPECT_THAT(table.caption, HasSubstr("not of constant networks, or of networks without any mask, alone;"));
  EXPECT_THAT(table.footnotes, Contains(AllOf(HasSubstr("No masks at >= 60 %:"), HasSubstr("grayscale"))));
  const auto found = recommendations(results()).at(0);
  ASSERT_NE(found.recommended(), nullptr);
  EXPECT_EQ(found.recommended()->threshold, 0);
  EXPECT_THAT(
      recommendation_table(results()).caption,
      HasSubstr("Not considered, whatever its values: >= 60 %: its segmenter finds no structure in any "
                "video"));
}

TEST_F(EmptyMasks, OneVideoWithAMaskIsEnough) {
  write_cache("cache/t000", 1);
  write_cache("cache/t060", 7);
  EXPECT_THAT(rows_without_masks(results(), study::RunKind::kSfRatio), IsEmpty());
  const auto table = table3();
  EXPECT_THAT(render_markdown(table), HasSubstr("| >= 60 %        | **0.1000 ± 0.0000** |"));
  EXPECT_THAT(table.caption, HasSubstr("and not of constant networks alone;"));
  EXPECT_THAT(table.footnotes, Not(Contains(HasSubstr("No masks"))));
  EXPECT_EQ(recommendations(results()).at(0).recommended()->threshold, 60);
}

TEST_F(EmptyMasks, CachesOfOldersVersionsDoNotTell) {
  testing::write_done(folder_, "cache/t060", {});
  EXPECT_FALSE(tells_empty_masks(results()));
  EXPECT_THAT(render_markdown(table3()), HasSubstr("**0.1000"));
}

}  // namespace
}  // namespace sonosweep::analysis
