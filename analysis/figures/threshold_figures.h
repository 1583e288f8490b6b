// Metrics against the confidence threshold.
#pragma once

#include "analysis/clinical_task.h"
#include "analysis/figures/axis.h"
#include "analysis/figures/figure.h"
#include "analysis/study_results.h"

namespace sonosweep::analysis {

// The paper's figure 3: test IoU of each class, for shown_segmenter(). All three throw Error where no
// run behind them is done.
Figure class_iou_figure(const StudyResults& results);

// Table 1 as a picture: test and validation images. With several segmenters: test images only, a line for
// each.
Figure segmentation_metrics_figure(const StudyResults& results);

// Tables 2-4 as pictures: mean and sample SD over folds (and seeds), single runs as dots, controls as level
// lines.
Figure task_metrics_figure(const StudyResults& results, const ClinicalTask& task);

// Marks at the thresholds themselves, with room at both ends.
Axis threshold_axis(const std::vector<int>& thresholds);

}  // namespace sonosweep::analysis
