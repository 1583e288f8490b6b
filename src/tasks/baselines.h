// Predictors that look at no image: what a network must beat. Metrics have the tasks' names; NaN where there
// is nothing to learn from or nothing to test.
#pragma once

#include <vector>

#include "tasks/predictions.h"
#include "tasks/readmission_views.h"

namespace sonosweep::tasks {

// Always the most frequent class among the training patients' own pairs (formed like test pairs); ties: the
// first of decrease, same, increase.
Metrics sf_change_baseline(const std::vector<VideoPair>& train, const std::vector<VideoPair>& test);

// Always the mean S/F ratio over the training videos.
Metrics sf_ratio_baseline(const std::vector<TaskVideo>& train, const std::vector<TaskVideo>& test);

// Always the more frequent outcome among the training patients; a tie: "no".
Metrics readmission_baseline(const std::vector<ReadmissionView>& train,
                             const std::vector<ReadmissionView>& test);

}  // namespace sonosweep::tasks
