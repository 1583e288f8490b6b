#include "stats/segmentation_metrics.h"

#include <limits>
#include <stdexcept>

#include "stats/boundary_metrics.h"

namespace sonosweep::stats {
namespace {

const SegmentationMetricsOptions& checked(const SegmentationMetricsOptions& options) {
  if (options.threshold < 0 || options.threshold > 100 || options.num_classes < 1 ||
      options.calibration_bins < 1 || !(options.boundary_tolerance >= 0))
    throw std::invalid_argument(
        "SegmentationMetrics: expected threshold 0..100, num_classes and calibration_bins >= 1, "
        "boundary_tolerance >= 0");
  return options;
}

}  // namespace

SegmentationMetrics::SegmentationMetrics(const SegmentationMetricsOptions& options)
    : options_(checked(options)),
      losses_(options.weights, options.threshold, options.calibration_bins),
      iou_(options.num_classes),
      dice_(options.num_classes),
      boundary_f1_(options.num_classes),
      hd95_(options.num_classes),
      truth_iou_(options.num_classes),
      soft_(static_cast<std::size_t>(options.num_classes)) {}

void SegmentationMetrics::add(const float* logits, const std::uint16_t* confidence, const std::uint8_t* truth,
                              int height, int width) {
  const std::size_t pixels = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  const std::size_t classes = soft_.size();
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> iou(classes, kNan), dice(iou), f1(iou), hd95(iou), truth_iou(iou);
  std::vector<std::uint8_t> prediction(pixels), label(pixels), true_mask(pixels);
  for (std::size_t c = 0; c < classes; ++c) {
    const std::size_t offset = c * pixels;
    for (std::size_t i = 0; i < pixels; ++i) {
      const float logit = logits[offset + i];
      const int bp = confidence[offset + i];
      prediction[i] = logit >= 0 ? 1 : 0;  // p >= 0.5
      const auto pixel = losses_.add(logit, bp);
      label[i] = static_cast<std::uint8_t>(pixel.label);
      const double p = pixel.probability, own = bp / 10000.0;
      soft_[c].product += p * own;
      soft_[c].prediction += p * p;
      soft_[c].confidence += own * own;
    }
    const Overlap overlap = count_overlap(prediction, label);
    pooled_ += overlap;
    iou[c] = overlap.iou();
    dice[c] = overlap.dice();
    if (options_.boundaries) {
      const auto scores = compare_boundaries(prediction, label, height, width, options_.boundary_tolerance);
      f1[c] = scores.f1;
      hd95[c] = scores.hd95;
    }
    if (truth != nullptr) {
      true_mask.assign(truth + offset, truth + offset + pixels);
      truth_iou[c] = count_overlap(prediction, true_mask).iou();
    }
  }
  ++images_;
  iou_.add_image(iou);
  dice_.add_image(dice);
  boundary_f1_.add_image(f1);
  hd95_.add_image(hd95);
  if (truth != nullptr) {
    ++truth_images_;
    truth_iou_.add_image(truth_iou);
  }
}

double SegmentationMetrics::soft_dice() const {
  RunningMean mean;
  for (const auto& sums : soft_)
    if (sums.confidence > 0) mean.add(2 * sums.product / (sums.prediction + sums.confidence));
  return mean.mean();
}

SegmentationScores SegmentationMetrics::result() const {
  SegmentationScores out;
  out.n_images = images_;
  out.n_iou_images = iou_.n();
  out.n_truth_images = truth_images_;
  out.n_pixels = losses_.count();
  out.n_trimap_pixels = losses_.trimap_count();
  out.has_truth = truth_images_ > 0;
  out.has_boundaries = options_.boundaries;
  out.iou = iou_.mean();
  out.dice = dice_.mean();
  out.iou_micro = pooled_.iou();
  out.weighted_ce = losses_.weighted_ce();
  out.ce_unthresholded = losses_.ce_unthresholded();
  out.trimap = losses_.trimap();
  out.soft_dice = soft_dice();
  out.ece = losses_.calibration().expected_error();
  out.boundary_f1 = boundary_f1_.mean();
  out.hd95 = hd95_.mean();
  out.truth_iou = truth_iou_.mean();
  out.iou_class = iou_.class_means();
  out.truth_iou_class = truth_iou_.class_means();
  return out;
}

std::map<std::string, double> SegmentationScores::to_map(const std::vector<std::string>& classes) const {
  std::map<std::string, double> out = {{"iou", iou},
                                       {"dice", dice},
                                       {"iou_micro", iou_micro},
                                       {"weighted_ce", weighted_ce},
                                       {"ce_unthresholded", ce_unthresholded},
                                       {"trimap", trimap},
                                       {"soft_dice", soft_dice},
                                       {"ece", ece}};
  if (has_boundaries) {
    out["boundary_f1"] = boundary_f1;
    out["hd95"] = hd95;
  }
  if (has_truth) out["truth_iou"] = truth_iou;
  for (std::size_t c = 0; c < iou_class.size(); ++c) {
    out["iou_class/" + classes.at(c)] = iou_class[c];
    if (has_truth) out["truth_iou_class/" + classes.at(c)] = truth_iou_class[c];
  }
  return out;
}

}  // namespace sonosweep::stats
