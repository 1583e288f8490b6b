// Positive control, small (analysis/METHOD.md section 9; the full study is jobs/studies/planted_clinical.sh):
// on data whose S/F ratios the true structures tell, a network that is given these must see them, and one
// that is given another video's must not see as much.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/atomic_file.h"
#include "farm/results/run_result.h"
#include "jobs/programs.h"
#include "stats/summary.h"
#include "sweep/study_folder.h"
#include "tasks/predictions.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

using testing::program;

constexpr double kShareOfTrainingMean = 0.7;

const char* const kStudy =
    "[study]\nname = planted clinical\nthresholds = 60\ntasks = segmentation, sf_ratio\n"
    "controls = truth, shuffled\nfolds = 5\ntest_patients = 12\nvalidation_patients = 2\n"
    "[video]\nframes = 2\nsize = 32x32\ndropout = 0\n"
    "[sf_ratio]\nepochs = 12\nbatch = 8\nlr = 1e-3\ncheckpoint_every = 100\n";

class PlantedClinical : public ::testing::Test {
 protected:
  std::string path(const char* name) const { return (dir_ / name).string(); }

  void expect_to_run(const std::vector<std::string>& command) {
    const auto ended = testing::run(command);
    ASSERT_EQ(ended.exit_code, 0) << command[0] << ": " << ended.err;
  }

  // Trains this run alone: no segmenter has a part in it.
  farm::RunResult trained(const std::string& id) {
    expect_to_run({program("sonosweep-run"), "--data", path("pack.h5"), "--study", path("study.ini"), "--out",
                   path("results"), "--run", id});
    return farm::read_run_result(results_.result_file(id));
  }

  static double share_of_training_mean(const farm::RunResult& result) {
    return result.metrics.at("rmse_average") / result.metrics.at("baseline_rmse_average");
  }

  testing::TempDir dir_;
  sweep::StudyFolder results_{dir_ / "results"};
};

TEST_F(PlantedClinical, TrueMasksTellTheRatioAndAnothersDoNot) {
  write_file_atomically(dir_ / "study.ini", kStudy);
  expect_to_run({program("sonosweep-synth"), "--preset", "planted_clinical", "--patients", "40", "--views",
                 "2", "--frames", "2", "--seed", "1", "--out", path("source")});
  expect_to_run({program("sonosweep-convert"), path("source"), path("pack.h5")});

  const auto truth = trained("sf_ratio/truth/fold0");
  EXPECT_LE(share_of_training_mean(truth), kShareOfTrainingMean);
  std::vector<double> answers, targets;
  for (const auto& row :
       tasks::read_sf_ratio_predictions(results_.predictions_file("sf_ratio/truth/fold0"))) {
    answers.push_back(row.prediction);
    targets.push_back(row.target);
  }
  EXPECT_EQ(answers.size(), 12U * 2 * 2);
  EXPECT_GT(stats::summarize(answers).sd, 0.01 * stats::summarize(targets).sd);

  const auto shuffled = trained("sf_ratio/shuffled/fold0");
  EXPECT_GT(share_of_training_mean(shuffled), kShareOfTrainingMean);
}

}  // namespace
}  // namespace sonosweep
