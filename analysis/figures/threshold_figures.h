// Metrics against the confidence threshold.
#pragma once

#include "analysis/figures/figure.h"
#include "analysis/read/study_results.h"
#include "analysis/tables/clinical_task.h"

namespace sonosweep::analysis {

// The paper's figure 3: test IoU of each class, for shown_segmenter(). All of these throw Error where no
// run behind them is done.
Figure class_iou_figure(const StudyResults& results);

// Table 1 as a picture, for shown_segmenter(): test and validation images.
Figure segmentation_metrics_figure(const StudyResults& results);

// The ways to train the segmenters against each other, a line for each: the metrics of table 1 whose target
// is the same for all of them.
Figure ablation_figure(const StudyResults& results);

// Tables 2-4 as pictures: mean and sample SD over folds (and seeds), single runs as dots, controls as level
// lines. Hollow: constant networks.
Figure task_metrics_figure(const StudyResults& results, const ClinicalTask& task);

}  // namespace sonosweep::analysis
