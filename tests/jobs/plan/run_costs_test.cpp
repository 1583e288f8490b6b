#include "jobs/plan/run_costs.h"

#include <gtest/gtest.h>

#include <map>

#include "jobs/made_up_index.h"
#include "study/grid.h"
#include "study/study_file.h"

namespace sonosweep::jobs {
namespace {

// 6 patients: p0 tests; the other 5 are folds of 3 and 2, and for the segmenter p1 validates.
study::Study study(const std::string& pair_batches, const std::string& more = "") {
  return study::parse_study(
      "[study]\nthresholds = 60, 80\ncontrols = grayscale\ntest_ids = p0\nvalidation_ids = p1\n"
      "folds = 2\n" +
          more +
          "[segmentation]\nepochs = 10\n[video]\nframes = 2\n"
          "[sf_change]\nepochs = 1\nbatch = 3\npair_batches = " +
          pair_batches + "\n[sf_ratio]\nepochs = 4\nlr = auto\n[readmission]\nepochs = 3\n",
      "s.ini");
}

std::map<std::string, double> by_id(const study::Study& of, const RunCosts& costs) {
  std::map<std::string, double> out;
  const auto runs = study::all_runs(of);
  EXPECT_EQ(costs.costs.size(), runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i) out[runs[i].id()] = costs.costs.at(i);
  return out;
}

TEST(RunCosts, without_data_are_epochs) {
  const auto of = study("shared");
  const auto costs = by_id(of, epoch_costs(of));
  EXPECT_EQ(costs.at("segmentation/t060"), 10);
  EXPECT_EQ(costs.at("cache/t060"), 1);
  EXPECT_EQ(costs.at("lr_choice/sf_ratio/1e-05"), 4);
  EXPECT_EQ(costs.at("sf_change/grayscale/fold1"), 1);
  EXPECT_EQ(costs.at("readmission/t080/fold0"), 3);
}

TEST(RunCosts, with_data_are_network_passes) {
  const auto index = testing::made_up_index(6);
  const auto setup = set_up_study(index, study("plain"));
  const auto costs = by_id(setup.study, pass_costs(setup, index));
  // One annotated image a patient: 4 train, 1 validates, 1 tests. 10 (3 x 4 + 1) + 1 + 1.
  EXPECT_EQ(costs.at("segmentation/t060"), 132);
  EXPECT_EQ(costs.at("cache/t060"), 120);  // 6 patients x 2 days x 10 frames
  // Two videos a patient. Fold 0: 4 videos train, 6 validate, 2 test; fold 1: 6, 4, 2; 2 frames each.
  EXPECT_EQ(costs.at("sf_ratio/t060/fold0"), 2 * (4 * (3 * 4 + 6) + 6 + 2));
  EXPECT_EQ(costs.at("sf_ratio/t080/fold1"), 2 * (4 * (3 * 6 + 4) + 4 + 2));
  EXPECT_EQ(costs.at("sf_ratio/grayscale/fold1"), costs.at("sf_ratio/t060/fold1"));
  EXPECT_EQ(costs.at("lr_choice/sf_ratio/1e-05"), costs.at("sf_ratio/t060/fold0"));
  // All videos are of one zone: 4 x 3 / 2 = 6 pairs, 12 passes; 6 x 5 / 2 = 15 pairs, 30 passes.
  EXPECT_EQ(costs.at("sf_change/t060/fold0"), 2 * (1 * (3 * 12 + 6) + 6 + 2));
  EXPECT_EQ(costs.at("sf_change/t060/fold1"), 2 * (1 * (3 * 30 + 4) + 4 + 2));
  // One view a patient, with a video on each of two days.
  EXPECT_EQ(costs.at("readmission/t060/fold0"), 2 * (3 * (3 * 4 + 6) + 6 + 2));
  EXPECT_EQ(costs.at("readmission/t060/fold1"), 2 * (3 * (3 * 6 + 4) + 4 + 2));
}

TEST(RunCosts, shared_batches_cost_less_than_pair_by_pair) {
  const auto index = testing::made_up_index(12, {0, 1, 2, 3});
  const auto cost = [&](const std::string& pair_batches) {
    const auto setup = set_up_study(index, study(pair_batches));
    return by_id(setup.study, pass_costs(setup, index)).at("sf_change/t060/fold0");
  };
  EXPECT_LT(cost("shared"), cost("plain"));
}

TEST(RunCosts, follow_rotations_and_fold_segmenters) {
  const auto index = testing::made_up_index(9);
  const auto of = study::parse_study(
      "[study]\nfolds = 2\nvalidation_patients = 1\nouter_test = rotate\nthresholds = 60\n"
      "segmenter_per_fold = true\n[segmentation]\nepochs = 1\n",
      "s.ini");
  const auto setup = set_up_study(index, of);
  const auto costs = by_id(setup.study, pass_costs(setup, index));
  // Groups of 3. The one segmenter: 5 train, 1 validates, 3 test; a fold's: 2 of the other fold train, 1
  // validates.
  EXPECT_EQ(costs.at("segmentation/t060/test1"), 3 * 5 + 1 + 1 + 3);
  EXPECT_EQ(costs.at("segmentation/t060/test1/fold1"), 3 * 2 + 1 + 1 + 3);
}

}  // namespace
}  // namespace sonosweep::jobs
