// Images on which a segmenter soon learns something.
#pragma once

#include "train/segmentation_data.h"

namespace sonosweep::train {

// Bright squares on dark ground, 32 x 32, one class; confidence 1 inside, 0.5 on the rim; every third,
// from the second on, of patient p1, the others of p0.
SegmentationSamples squares(std::int64_t n, std::uint64_t seed);

}  // namespace sonosweep::train
