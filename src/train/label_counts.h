// How many pixels count as label at a threshold, and whose they are.
#pragma once

#include <cstdint>
#include <vector>

#include "train/segmentation_data.h"

namespace sonosweep::train {

struct LabelCounts {
  std::int64_t patients = 0;                    // with a labelled pixel of any class
  std::vector<std::int64_t> pixels;             // [C], of all images
  std::vector<std::int64_t> patients_of_class;  // [C], with a labelled pixel of it
};

// `threshold` in percent; what counts as label: data/basis_points.h, is_label().
LabelCounts count_labels(const SegmentationSamples& samples, int threshold);

}  // namespace sonosweep::train
