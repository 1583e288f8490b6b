// Trainings whose networks are validated and kept with statistics of batch normalisation that are taken anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "nn/checkpoint.h"
#include "train/segmentation_trainer.h"
#include "train/squares.h"
#include "train/video_training_fixture.h"

namespace sonosweep::train {
namespace {

using Tensors = std::map<std::string, torch::Tensor>;

// Keys as the network has them, without the "model." of last.pt.
Tensors tensors(const std::filesystem::path& path) {
  Tensors out;
  for (const auto& [key, tensor] : nn::load_checkpoint(path).tensors)
    out[key.rfind("model.", 0) == 0 ? key.substr(6) : key] = tensor;
  return out;
}

bool is_statistic(const std::string& key) {
  return key.find("running_") != std::string::npos || key.find("num_batches") != std::string::npos;
}

// How many of the statistics (or else of the weights) differ.
std::size_t differing(const Tensors& a, const Tensors& b, bool statistics) {
  std::size_t count = 0;
  for (const auto& [key, tensor] : a)
    if (key != "optimizer" && is_statistic(key) == statistics && !torch::equal(tensor, b.at(key))) ++count;
  return count;
}

double sd(const std::vector<tasks::SfRatioPrediction>& rows) {
  double sum = 0, squares = 0;
  for (const auto& row : rows) sum += row.prediction, squares += row.prediction * row.prediction;
  const double n = static_cast<double>(rows.size());
  return std::sqrt(std::max(0.0, squares / n - sum * sum / n / n));
}

class BatchNormTraining : public VideoTrainingTest {
 protected:
  VideoOutcome<tasks::SfRatioPrediction> run(BatchNorm rule, const TempDir& dir) {
    training_.loop.batch_norm = rule;
    return sf_ratio(dir.path());
  }
};

TEST_F(BatchNormTraining, best_pt_has_the_statistics_of_the_weights_last_pt_the_training_s) {
  training_.loop.epochs = 1;
  TempDir a, b;
  run(BatchNorm::kRunning, a);
  run(BatchNorm::kRecomputed, b);
  const auto running = tensors(a / "best.pt"), recomputed = tensors(b / "best.pt");
  EXPECT_EQ(differing(running, recomputed, false), 0U);
  EXPECT_GT(differing(running, recomputed, true), 50U);
  EXPECT_EQ(differing(tensors(a / "last.pt"), tensors(b / "last.pt"), true), 0U);
  EXPECT_EQ(differing(running, tensors(a / "last.pt"), true), 0U);
  // What it was validated with is said, and a running one's file is what it always was.
  EXPECT_NE(nn::load_checkpoint(b / "best.pt").metadata.find("\"batch_norm\":\"recomputed\""),
            std::string::npos);
  EXPECT_EQ(nn::load_checkpoint(a / "best.pt").metadata.find("batch_norm"), std::string::npos);
}

// The fault that this is for: weights that tell videos apart, and statistics behind them that make one answer
// of all.
TEST_F(BatchNormTraining, what_answers_alike_with_running_ones_sees_with_recomputed_ones) {
  training_.loop.epochs = 3;
  TempDir a, b;
  const double lagging = sd(run(BatchNorm::kRunning, a).test),
               seeing = sd(run(BatchNorm::kRecomputed, b).test);
  EXPECT_GT(seeing, 10 * lagging) << seeing << " " << lagging;
}

TEST_F(BatchNormTraining, few_samples_are_what_is_asked_for) {
  training_.loop.epochs = 1;
  training_.batch = 2;
  TempDir a, b, c;
  run(BatchNorm::kRecomputed, a);
  training_.batch_norm_samples = 8;  // there are no more: all
  run(BatchNorm::kRecomputed, b);
  EXPECT_EQ(differing(tensors(a / "best.pt"), tensors(b / "best.pt"), true), 0U);
  training_.batch_norm_samples = 4;
  run(BatchNorm::kRecomputed, c);
  EXPECT_GT(differing(tensors(a / "best.pt"), tensors(c / "best.pt"), true), 50U);
}

TEST(BatchNormSegmenter, the_same_images_for_all_thresholds) {
  torch::set_num_threads(1);
  const SegmentationSets sets{squares(8, 1), squares(2, 2), squares(2, 3)};
  SegmenterOptions model;
  model.fpn.encoder = "resnet18";
  model.fpn.classes = 1;
  SegmentationTraining training;
  training.epochs = 1;
  training.batch = 4;
  training.lr = 1e-30;  // weights of both thresholds stay what they were
  training.batch_norm_samples = 6;
  training.identity = "test";
  std::vector<Tensors> ends;
  for (const int threshold : {20, 60}) {
    testing::TempDir dir;
    training.threshold = threshold;
    train_segmenter(sets, model, training, dir.path(), [] { return false; });
    ends.push_back(tensors(dir / "best.pt"));
    EXPECT_GT(differing(ends.back(), tensors(dir / "last.pt"), true), 10U);
  }
  EXPECT_EQ(differing(ends[0], ends[1], true), 0U);
}

}  // namespace
}  // namespace sonosweep::train
