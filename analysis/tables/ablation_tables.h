// The ways in which a study trains its segmenters, against each other: by the metrics of table 1 whose target
// is the same for all of them and at every threshold.
#pragma once

#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/render/table.h"

namespace sonosweep::analysis {

// ablation_ce_unthresholded, ablation_trimap and, where the truth is known, ablation_truth_iou: a row per
// way, a column per threshold ("t060"), the best way at each threshold marked. None where the study has one
// way.
std::vector<Table> ablation_tables(const StudyResults& results);

}  // namespace sonosweep::analysis
