// A segmenter on a set of images: every metric, and the training loss.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "stats/segmentation_metrics.h"
#include "train/losses.h"
#include "train/segmentation_data.h"

namespace sonosweep::train {

struct SegmentationEvaluation {
  stats::SegmentationScores scores;
  double loss = 0;  // mean over the images of the training loss of their batch
  // The same scores of each patient's images alone, but for those of boundaries; where asked for.
  std::map<std::string, stats::SegmentationScores> patients;
};

enum class PatientScores { kNo, kYes };

// `network`: float [B,1,H,W] in [0,1] on `device` -> logits [B,C,H,W]. Runs without gradients, `batch` at a
// time. Throws std::invalid_argument where patients are asked for and the samples do not say whose each image
// is.
SegmentationEvaluation evaluate_segmenter(const std::function<torch::Tensor(const torch::Tensor&)>& network,
                                          const SegmentationSamples& samples, const SegmentationLoss& loss,
                                          const stats::SegmentationMetricsOptions& options,
                                          torch::Device device, int batch,
                                          PatientScores patients = PatientScores::kNo);

}  // namespace sonosweep::train
