// All metrics of a segmenter on a set of images; p = sigmoid(logit). Definitions: analysis/METHOD.md
// section 3. Plain numbers only; one value per metric, NaN where it is not defined on these images.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "stats/mask_overlap.h"
#include "stats/pixel_losses.h"
#include "stats/pixel_weight.h"

namespace sonosweep::stats {

struct SegmentationMetricsOptions {
  int threshold = 0;  // percent, 0..100: what counts as label
  int num_classes = 1;
  WeightRule weights;
  double boundary_tolerance = 2;  // pixels
  int calibration_bins = 15;
  bool boundaries = true;  // boundary_f1 and hd95 cost a distance transform per image and class
};

struct SegmentationScores {
  // Images and pixels behind the numbers; a pixel counts once per class.
  std::size_t n_images = 0, n_iou_images = 0, n_truth_images = 0;
  std::int64_t n_pixels = 0, n_trimap_pixels = 0;
  bool has_truth = false, has_boundaries = true;

  // Per image and class on (p >= 0.5) against the label; absent from both: skipped; mean over classes, then
  // images.
  double iou = 0, dice = 0;
  // Overlap of all images and classes pooled.
  double iou_micro = 0;
  // Sums over all pixels / their number: see PixelLosses.
  double weighted_ce = 0, ce_unthresholded = 0, trimap = 0;
  // 2 sum(p c) / (sum p^2 + sum c^2) against the raw confidence c, pooled over the images per class, mean
  // over the classes that have any confidence (Milletari et al., "V-Net", 3DV 2016).
  double soft_dice = 0;
  // Expected calibration error of p against the confidence.
  double ece = 0;
  // Against the label's boundary, averaged like iou: see compare_boundaries().
  double boundary_f1 = 0, hd95 = 0;
  // Like iou, against the true structures; only where they are given.
  double truth_iou = 0;
  std::vector<double> iou_class, truth_iou_class;  // over the images where the class is defined

  // Named as in result.json: iou, weighted_ce, .., iou_class/<class>; truth_iou and truth_iou_class/<class>
  // only with truth, boundary_f1 and hd95 only where computed. classes: one name per class.
  std::map<std::string, double> to_map(const std::vector<std::string>& classes) const;
};

class SegmentationMetrics {
 public:
  // Throws std::invalid_argument if the options are out of range.
  explicit SegmentationMetrics(const SegmentationMetricsOptions& options);

  // One image. logits, confidence (basis points 0..10000), truth (0/1, or null where not known): [C,H,W].
  void add(const float* logits, const std::uint16_t* confidence, const std::uint8_t* truth, int height,
           int width);

  SegmentationScores result() const;

 private:
  // Sums of one class for soft_dice.
  struct SoftSums {
    double product = 0, prediction = 0, confidence = 0;
  };
  double soft_dice() const;

  SegmentationMetricsOptions options_;
  std::size_t images_ = 0;
  PixelLosses losses_;
  Overlap pooled_;
  ClassMean iou_, dice_, boundary_f1_, hd95_, truth_iou_;
  std::vector<SoftSums> soft_;
  std::size_t truth_images_ = 0;
};

}  // namespace sonosweep::stats
