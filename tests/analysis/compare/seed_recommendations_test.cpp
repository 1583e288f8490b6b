#include "analysis/compare/seed_recommendations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/compare/recommendation.h"
#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

class SeedRecommendations : public ::testing::Test {
 protected:
  SeedRecommendations() {
    study_.thresholds = {40, 60, 80};
    study_.seeds = {5, 6, 7};
    study_.recommend_by = "truth_iou";
  }
  void write(int threshold, int seed, double validation, double test) {
    testing::write_done(folder_,
                        "segmentation/t0" + std::to_string(threshold) + "/seed" + std::to_string(seed),
                        {{"val_truth_iou", validation}, {"truth_iou", test}});
  }
  // Seed 5 recommends 80, 6 recommends 40, 7 recommends 60. The means over seeds, 0.5, 0.5 and 0.625, are the
  // best at 80, and yet the median is 60.
  void write_all() {
    testing::write_study(folder_, study_, true);
    const double validation[3][3] = {{0.25, 0.75, 0.5}, {0.25, 0.5, 0.75}, {1, 0.25, 0.625}};
    for (int t = 0; t < 3; ++t)
      for (int s = 0; s < 3; ++s) write(study_.thresholds[t], 5 + s, validation[t][s], 0.125 * (t + 1));
  }
  std::optional<Table> table() const { return seed_recommendation_table(read_study_results(folder_)); }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path()};
  study::Study study_ = testing::small_study();
};

TEST_F(SeedRecommendations, MedianOfThree) {
  write_all();
  EXPECT_EQ(render_csv(*table()),
            "seed,threshold,val_truth_iou,truth_iou\n"
            "5,80,1,0.375\n"
            "6,40,0.75,0.125\n"
            "7,60,0.75,0.25\n"
            "median,60,0.5,0.25\n");
}

// A lone seed by itself has no test, whatever the study's seeds would allow.
TEST_F(SeedRecommendations, OfOneSeedAlone) {
  write_all();
  const auto found = recommendations(read_study_results(folder_), 6).at(0);
  EXPECT_EQ(found.recommended()->threshold, 40);
  EXPECT_EQ(found.recommended()->validation.total, 1U);
  EXPECT_EQ(found.unit, "");
  EXPECT_FALSE(found.candidates[1].separated);
}

// Without all seeds there is no median; what is there is shown.
TEST_F(SeedRecommendations, UnfinishedStudy) {
  testing::write_study(folder_, study_, true);
  write(60, 5, 0.5, 0.25);
  EXPECT_EQ(render_csv(*table()),
            "seed,threshold,val_truth_iou,truth_iou\n"
            "5,60,0.5,0.25\n"
            "6,,,\n"
            "7,,,\n"
            "median,,,\n");
}

TEST_F(SeedRecommendations, EachLossByItself) {
  study_.losses = {"weighted_bce", "dice"};
  study_.seeds = {1, 2};
  study_.thresholds = {40, 80};
  testing::write_study(folder_, study_, true);
  // Of two seeds the lower one is the median.
  for (const char* loss : {"weighted_bce", "dice"})
    for (const int threshold : {40, 80})
      for (const int seed : {1, 2})
        testing::write_done(
            folder_,
            "segmentation/t0" + std::to_string(threshold) + "/" + loss + "/seed" + std::to_string(seed),
            {{"val_truth_iou", (threshold == 40) == (seed == 2) ? 0.75 : 0.25}, {"truth_iou", 0.5}});
  const auto csv = render_csv(*table());
  EXPECT_EQ(csv,
            "loss,seed,threshold,val_truth_iou,truth_iou\n"
            "weighted_bce,1,80,0.75,0.5\nweighted_bce,2,40,0.75,0.5\nweighted_bce,median,40,0.5,0.5\n"
            "dice,1,80,0.75,0.5\ndice,2,40,0.75,0.5\ndice,median,40,0.5,0.5\n");
}

TEST_F(SeedRecommendations, NoneOfOneSeedOrWithoutTruth) {
  study_.seeds = {1};
  testing::write_study(folder_, study_, true);
  EXPECT_FALSE(table().has_value());
  sonosweep::testing::TempDir other;
  const sweep::StudyFolder folder{other.path()};
  study_.seeds = {1, 2};
  testing::write_study(folder, study_, false);
  EXPECT_FALSE(seed_recommendation_table(read_study_results(folder)).has_value());
}

}  // namespace
}  // namespace sonosweep::analysis
