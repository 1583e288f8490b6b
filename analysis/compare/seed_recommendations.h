// What each seed by itself would recommend, and the median: how far the recommendation hangs on one training
// of each network. analysis/METHOD.md section 7.1 judges planted truth by it.
#pragma once

#include <optional>

#include "analysis/read/study_results.h"
#include "analysis/render/table.h"

namespace sonosweep::analysis {

// "recommendation_by_seed": of each way to train the segmenters a row per seed with the threshold that its
// own runs recommend, its validation and test value; then the row "median" with the median of these
// thresholds (the lower of the middle two) and this threshold's means over seeds. A seed without a complete
// threshold has gaps, and then so has the median. Nothing where the study has one seed, or nothing to
// recommend from.
std::optional<Table> seed_recommendation_table(const StudyResults& results);

}  // namespace sonosweep::analysis
