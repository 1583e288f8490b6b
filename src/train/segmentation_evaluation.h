// A segmenter on a set of images: every metric, and the training loss.
#pragma once

#include <functional>

#include "stats/segmentation_metrics.h"
#include "train/losses.h"
#include "train/segmentation_data.h"

namespace sonosweep::train {

struct SegmentationEvaluation {
  stats::SegmentationScores scores;
  double loss = 0;  // mean over the images of the training loss of their batch
};

// `network`: float [B,1,H,W] in [0,1] on `device` -> logits [B,C,H,W]. Runs without gradients, `batch` at a
// time.
SegmentationEvaluation evaluate_segmenter(const std::function<torch::Tensor(const torch::Tensor&)>& network,
                                          const SegmentationSamples& samples, const SegmentationLoss& loss,
                                          const stats::SegmentationMetricsOptions& options,
                                          torch::Device device, int batch);

}  // namespace sonosweep::train
