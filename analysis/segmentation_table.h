// Table 1: the segmenter of each threshold on the test images.
#pragma once

#include <vector>

#include "analysis/study_results.h"
#include "analysis/table.h"

namespace sonosweep::analysis {

// table1_segmentation (the paper's table 1; with truth_iou where the truth is known), table1_per_class (IoU
// of each class) and table1_more (metrics beyond the paper, and those on the validation images). Rows: losses
// in the study's order, within them thresholds in the study's order.
std::vector<Table> segmentation_tables(const StudyResults& results);

// "> 0 %", ">= 20 %", "= 100 %".
std::string threshold_text(int percent);

}  // namespace sonosweep::analysis
