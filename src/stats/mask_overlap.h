// Overlap of two masks, and its means over classes and images.
#pragma once

#include <cstdint>
#include <vector>

#include "stats/summary.h"

namespace sonosweep::stats {

struct Overlap {
  std::int64_t both = 0, prediction = 0, label = 0;  // pixels
  std::int64_t either() const { return prediction + label - both; }
  // |A and B| / |A or B|; NaN if both are empty.
  double iou() const;
  // 2 |A and B| / (|A| + |B|); NaN if both are empty.
  double dice() const;
  Overlap& operator+=(const Overlap& other);
};

// Masks 0/1 of equal size.
Overlap count_overlap(const std::vector<std::uint8_t>& prediction, const std::vector<std::uint8_t>& label);

// One value per image and class (NaN: not defined there), averaged over the classes of an image, then over
// images.
class ClassMean {
 public:
  explicit ClassMean(int num_classes);
  // values: one per class.
  void add_image(const std::vector<double>& values);
  // NaN if nothing was defined anywhere.
  double mean() const { return images_.mean(); }
  // Per class, over the images where it is defined.
  std::vector<double> class_means() const;
  // Images in which anything was defined.
  std::size_t n() const { return images_.n(); }

 private:
  RunningMean images_;
  std::vector<RunningMean> classes_;
};

}  // namespace sonosweep::stats
