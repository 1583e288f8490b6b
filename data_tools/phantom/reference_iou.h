// How well the labels "c >= t" match the true structures: what a perfect model trained at t could reach at
// most in IoU against the truth. Its maximum is the reference for a threshold study on this data.
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <vector>

#include "data_tools/phantom/options.h"

namespace sonosweep::data_tools {

class ReferenceIou {
 public:
  static constexpr int kThresholds = 100;         // 1..100 percent
  using Curve = std::array<double, kThresholds>;  // [t - 1]; NaN where there was nothing to count

  // One annotated frame: per class the confidence (uint16, empty = none) and the true mask (uint8, empty =
  // none). As in the segmentation metrics, a class that is absent from label and truth is skipped.
  void add(const std::vector<cv::Mat>& confidence, const std::vector<cv::Mat>& truth);

  // Adds what another has counted. Sums depend on the order in their last digits: merge in a fixed one.
  void merge(const ReferenceIou& other);

  // Mean over the annotated frames.
  Curve of_class(int class_index) const;
  // Mean over classes, then over annotated frames.
  Curve overall() const;
  // The percentage with the highest overall IoU (the lowest of several).
  int best_threshold() const;

 private:
  struct Sum {
    double total = 0;
    int count = 0;
  };
  using Sums = std::array<Sum, kThresholds>;
  static Curve means(const Sums& sums);
  std::array<Sums, kNumClasses> per_class_{};
  Sums overall_{};
};

}  // namespace sonosweep::data_tools
