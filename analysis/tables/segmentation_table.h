// Table 1: the segmenter of each threshold on the test images.
#pragma once

#include <string>
#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/render/table.h"

namespace sonosweep::analysis {

// table1_segmentation (the paper's table 1; with truth_iou where the truth is known), table1_per_class (IoU
// of each class) and table1_more (metrics beyond the paper, and those on the validation images), and
// table1_fold_segmenters (as table1_segmentation) where the study trains a segmenter for each fold.
std::vector<Table> segmentation_tables(const StudyResults& results);

// What a caption of table 1 ends with: what the error bars are, over what, n, and what it cannot show.
std::string segmentation_reach_text(const StudyResults& results);

// The metrics of table 1.
std::vector<Column> segmentation_columns(bool has_truth);

}  // namespace sonosweep::analysis
