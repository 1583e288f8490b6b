#include "stats/segmentation_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "core/rng.h"

namespace sonosweep::stats {
namespace {

using ::testing::Contains;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;

const float kLn3 = std::log(3.0F);  // sigmoid(ln 3) = 3/4

SegmentationMetricsOptions options_for(int threshold, int classes) {
  SegmentationMetricsOptions options;
  options.threshold = threshold;
  options.num_classes = classes;
  return options;
}

TEST(SegmentationMetrics, IouPerImageAndClass) {
  // One row of three pixels, threshold 50, two classes.
  // Image 1, class A: predicted 110, label 011 -> 1/3; class B: predicted 100, label 100 -> 1. Mean 2/3.
  // Image 2, class A: predicted 000, label 001 -> 0; class B absent from both: skipped. Mean 0.
  // IoU = (2/3 + 0) / 2 = 1/3. Per class: A (1/3 + 0) / 2 = 1/6, B 1.
  // Micro: both 1 + 1 + 0, either 3 + 1 + 1 -> 2/5. Dice: ((2/4 + 1) / 2 + 0) / 2 = 3/8.
  SegmentationMetrics metrics(options_for(50, 2));
  const float logits1[] = {1, 0, -1, /**/ 2, -1, -1};  // logit 0 is p = 0.5: predicted
  const std::uint16_t confidence1[] = {4999, 5000, 10000, /**/ 5000, 0, 4999};
  metrics.add(logits1, confidence1, nullptr, 1, 3);
  const float logits2[] = {-1, -1, -1, /**/ -1, -1, -1};
  const std::uint16_t confidence2[] = {0, 0, 7000, /**/ 0, 0, 100};
  metrics.add(logits2, confidence2, nullptr, 1, 3);
  const auto scores = metrics.result();
  EXPECT_NEAR(scores.iou, 1.0 / 3, 1e-15);
  EXPECT_NEAR(scores.iou_class[0], 1.0 / 6, 1e-15);
  EXPECT_NEAR(scores.iou_class[1], 1, 1e-15);
  EXPECT_NEAR(scores.iou_micro, 0.4, 1e-15);
  EXPECT_NEAR(scores.dice, 3.0 / 8, 1e-15);
  EXPECT_EQ(scores.n_images, 2U);
  EXPECT_EQ(scores.n_iou_images, 2U);
  EXPECT_EQ(scores.n_pixels, 12);
}

TEST(SegmentationMetrics, ThresholdDecidesTheLabel) {
  // Confidence 0.59 and 0.6 under a prediction of both: IoU 1 at t = 0 and 50, 1/2 at 60, 0 at 80.
  for (const auto& [threshold, iou] :
       std::vector<std::pair<int, double>>{{0, 1}, {50, 1}, {60, 0.5}, {80, 0}}) {
    SegmentationMetrics metrics(options_for(threshold, 1));
    const float logits[] = {1, 1};
    const std::uint16_t confidence[] = {5900, 6000};
    metrics.add(logits, confidence, nullptr, 1, 2);
    EXPECT_DOUBLE_EQ(metrics.result().iou, iou) << threshold;
  }
}

TEST(SegmentationMetrics, NothingAnywhereIsNan) {
  SegmentationMetrics metrics(options_for(50, 1));
  EXPECT_TRUE(std::isnan(metrics.result().iou));
  EXPECT_TRUE(std::isnan(metrics.result().weighted_ce));
  const float logits[] = {-1};
  const std::uint16_t confidence[] = {0};
  metrics.add(logits, confidence, nullptr, 1, 1);
  const auto scores = metrics.result();
  EXPECT_TRUE(std::isnan(scores.iou));
  EXPECT_TRUE(std::isnan(scores.boundary_f1));
  EXPECT_TRUE(std::isnan(scores.soft_dice));
  EXPECT_EQ(scores.n_iou_images, 0U);
  // -log(1 - sigmoid(-1)) = log(1 + exp(-1))
  EXPECT_NEAR(scores.ce_unthresholded, std::log1p(std::exp(-1.0)), 1e-15);
}

TEST(SegmentationMetrics, SoftDicePooledPerClass) {
  // p = 3/4 in both images, c = 1 and 0.5:  2 (0.75 + 0.375) / (2 * 0.5625 + 1 + 0.25) = 2.25 / 2.375.
  // The second class has no confidence anywhere and is left out.
  SegmentationMetrics metrics(options_for(50, 2));
  const float logits[] = {kLn3, kLn3};
  const std::uint16_t sure[] = {10000, 0}, half[] = {5000, 0};
  metrics.add(logits, sure, nullptr, 1, 1);
  metrics.add(logits, half, nullptr, 1, 1);
  EXPECT_NEAR(metrics.result().soft_dice, 2.25 / 2.375, 1e-7);
}

TEST(SegmentationMetrics, CalibrationAgainstConfidence) {
  // p = 3/4 twice (one bin), confidence 1 and 0.25, mean 0.625: error 0.125.
  SegmentationMetrics metrics(options_for(50, 1));
  const float logits[] = {kLn3, kLn3};
  const std::uint16_t confidence[] = {10000, 2500};
  metrics.add(logits, confidence, nullptr, 1, 2);
  EXPECT_NEAR(metrics.result().ece, 0.125, 1e-7);
}

TEST(SegmentationMetrics, BoundariesAveragedLikeIou) {
  // 1 x 5, tolerance 2. Class A: single pixels 3 apart -> F1 0, HD95 3. Class B equal -> 1, 0. Means
  // 0.5, 1.5.
  SegmentationMetrics metrics(options_for(50, 2));
  const float logits[] = {1, -1, -1, -1, -1, /**/ 1, -1, -1, -1, -1};
  const std::uint16_t confidence[] = {0, 0, 0, 9000, 0, /**/ 9000, 0, 0, 0, 0};
  metrics.add(logits, confidence, nullptr, 1, 5);
  EXPECT_DOUBLE_EQ(metrics.result().boundary_f1, 0.5);
  EXPECT_DOUBLE_EQ(metrics.result().hd95, 1.5);
}

TEST(SegmentationMetrics, TruthWhereItIsGiven) {
  // Prediction 110; label at 50 % is 110 (IoU 1), truth 011 -> 1/3. The second image has none.
  SegmentationMetrics metrics(options_for(50, 1));
  const float logits[] = {1, 1, -1};
  const std::uint16_t confidence[] = {9000, 9000, 0};
  const std::uint8_t truth[] = {0, 1, 1};
  metrics.add(logits, confidence, truth, 1, 3);
  metrics.add(logits, confidence, nullptr, 1, 3);
  const auto scores = metrics.result();
  EXPECT_DOUBLE_EQ(scores.iou, 1);
  EXPECT_DOUBLE_EQ(scores.truth_iou, 1.0 / 3);
  EXPECT_DOUBLE_EQ(scores.truth_iou_class[0], 1.0 / 3);
  EXPECT_EQ(scores.n_truth_images, 1U);
}

TEST(SegmentationMetrics, NamesOfTheMap) {
  auto options = options_for(50, 2);
  SegmentationMetrics metrics(options);
  const float logits[] = {1, 1};
  const std::uint16_t confidence[] = {9000, 9000};
  metrics.add(logits, confidence, nullptr, 1, 1);
  const auto map = metrics.result().to_map({"pleura", "a line"});
  for (const char* name : {"iou", "weighted_ce", "ce_unthresholded", "trimap", "iou_micro", "dice",
                           "soft_dice", "ece", "boundary_f1", "hd95", "iou_class/pleura", "iou_class/a line"})
    EXPECT_THAT(map, Contains(Key(name)));
  EXPECT_THAT(map, SizeIs(12));

  options.boundaries = false;
  SegmentationMetrics other(options);
  const std::uint8_t truth[] = {1, 0};
  other.add(logits, confidence, truth, 1, 1);
  const auto with_truth = other.result().to_map({"pleura", "a line"});
  for (const char* name : {"truth_iou", "truth_iou_class/pleura", "truth_iou_class/a line"})
    EXPECT_THAT(with_truth, Contains(Key(name)));
  EXPECT_THAT(with_truth, Not(Contains(Key("hd95"))));
}

TEST(SegmentationMetrics, LossesCountPixelsNotImages) {
  // A 1 x 1 image at logit 2 and a 1 x 3 image at logit 0, no confidence: (log(1 + e^2) + 3 log 2) / 4.
  SegmentationMetrics metrics(options_for(50, 1));
  const float two[] = {2}, zeros[] = {0, 0, 0};
  const std::uint16_t none[] = {0, 0, 0};
  metrics.add(two, none, nullptr, 1, 1);
  metrics.add(zeros, none, nullptr, 1, 3);
  EXPECT_NEAR(metrics.result().trimap, (2 + std::log1p(std::exp(-2.0)) + 3 * std::log(2.0)) / 4, 1e-15);
}

TEST(SegmentationMetrics, PerfectPredictionIsPerfect) {
  Rng rng(3);
  std::vector<float> logits;
  std::vector<std::uint16_t> confidence;
  std::vector<std::uint8_t> truth;
  for (int i = 0; i < 3 * 16 * 12; ++i) {
    const bool on = rng.chance(0.4);
    logits.push_back(on ? 80.0F : -80.0F);
    confidence.push_back(on ? 10000 : 0);
    truth.push_back(on ? 1 : 0);
  }
  SegmentationMetrics metrics(options_for(60, 3));
  metrics.add(logits.data(), confidence.data(), truth.data(), 16, 12);
  const auto scores = metrics.result();
  for (const double one :
       {scores.iou, scores.dice, scores.iou_micro, scores.soft_dice, scores.boundary_f1, scores.truth_iou})
    EXPECT_NEAR(one, 1, 1e-12);
  for (const double zero :
       {scores.weighted_ce, scores.ce_unthresholded, scores.trimap, scores.ece, scores.hd95})
    EXPECT_NEAR(zero, 0, 1e-12);
}

TEST(SegmentationMetrics, RefusesImpossibleOptions) {
  EXPECT_THROW(SegmentationMetrics(options_for(101, 1)), std::invalid_argument);
  EXPECT_THROW(SegmentationMetrics(options_for(-1, 1)), std::invalid_argument);
  EXPECT_THROW(SegmentationMetrics(options_for(50, 0)), std::invalid_argument);
}

}  // namespace
}  // namespace sonosweep::stats
