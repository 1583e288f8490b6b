#include "train/segmentation_evaluation.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "train/squares.h"

namespace sonosweep::train {
namespace {

// Says what is bright: 220 is a logit of about 1.5, 40 one of about -5.
torch::Tensor bright(const torch::Tensor& images) {
  return 9 * images - 6.3;
}

SegmentationEvaluation evaluate(const SegmentationSamples& samples, PatientScores patients) {
  stats::SegmentationMetricsOptions options;
  options.threshold = 50;
  const auto loss =
      make_segmentation_loss("weighted_bce", TargetTable(options.weights, options.threshold, torch::kCPU), 2);
  return evaluate_segmenter(bright, samples, loss, options, torch::kCPU, 2, patients);
}

SegmentationSamples of_patient(const SegmentationSamples& samples, const std::string& patient) {
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < samples.patients.size(); ++i)
    if (samples.patients[i] == patient) rows.push_back(static_cast<std::int64_t>(i));
  const auto selected = torch::tensor(rows, torch::kLong);
  SegmentationSamples some;
  some.images = samples.images.index_select(0, selected);
  some.confidence = samples.confidence.index_select(0, selected);
  return some;
}

// A patient's scores are those of a set of this patient alone, though batches mix patients.
TEST(EvaluateSegmenter, ScoresOfAPatientAreThoseOfItsImages) {
  const auto samples = squares(5, 1);  // three of p0, two of p1 (the second and the last)
  const auto all = evaluate(samples, PatientScores::kYes);
  ASSERT_EQ(all.patients.size(), 2U);
  for (const auto& [patient, scores] : all.patients) {
    const auto alone = evaluate(of_patient(samples, patient), PatientScores::kNo);
    EXPECT_TRUE(alone.patients.empty());
    EXPECT_EQ(scores.n_images, patient == "p0" ? 3U : 2U);
    EXPECT_EQ(scores.n_images, alone.scores.n_images);
    EXPECT_EQ(scores.iou, alone.scores.iou);
    EXPECT_EQ(scores.ce_unthresholded, alone.scores.ce_unthresholded);
    EXPECT_EQ(scores.trimap, alone.scores.trimap);
    EXPECT_FALSE(scores.has_boundaries);
  }
  EXPECT_TRUE(all.scores.has_boundaries);
  // 1024 pixels an image.
  EXPECT_NEAR(all.scores.ce_unthresholded,
              (3 * all.patients.at("p0").ce_unthresholded + 2 * all.patients.at("p1").ce_unthresholded) / 5,
              1e-9);
}

TEST(EvaluateSegmenter, ScoresOfPatientsNeedTheirNames) {
  auto samples = squares(2, 1);
  samples.patients.pop_back();
  EXPECT_THROW(evaluate(samples, PatientScores::kYes), std::invalid_argument);
  EXPECT_NO_THROW(evaluate(samples, PatientScores::kNo));
}

}  // namespace
}  // namespace sonosweep::train
