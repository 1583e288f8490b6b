// Predictors that look at no image: what a network must beat. Metrics have the tasks' names; NaN where there
// is nothing to learn from or nothing to test.
#pragma once

#include <vector>

#include "tasks/predictions.h"
#include "tasks/readmission_views.h"

namespace sonosweep::tasks {

// One side's videos, and pairs of one patient among them.
struct SidePairs {
  const std::vector<TaskVideo>& videos;
  std::vector<VideoPair> pairs;
};
// Always the most frequent class among the training patients' own pairs (formed like test pairs); ties: the
// first of decrease, same, increase. accuracy3_days and accuracy2_days: of the pairs of two days, here and
// there.
Metrics sf_change_baseline(const SidePairs& train, const SidePairs& test);

// Always the mean S/F ratio over the training videos.
Metrics sf_ratio_baseline(const std::vector<TaskVideo>& train, const std::vector<TaskVideo>& test);

// Always the more frequent outcome among the training patients; a tie: "no".
Metrics readmission_baseline(const std::vector<ReadmissionView>& train,
                             const std::vector<ReadmissionView>& test);

}  // namespace sonosweep::tasks
