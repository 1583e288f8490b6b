// What of a task is compared over its test patients: metrics whose target is the same at every threshold.
#pragma once

#include <string>
#include <vector>

#include "analysis/render/table.h"
#include "study/run_spec.h"
#include "study/study.h"

namespace sonosweep::analysis {

struct ComparedTask {
  study::RunKind kind = study::RunKind::kSegmentation;
  std::string label;   // "Table 2"
  std::string prefix;  // of its tables' names: "table2"
  std::string title;   // "S/F change"
  std::vector<Column> metrics;
  // The metric that single patients have no score of, or ""; and why, or what else is not compared.
  std::string unscored_metric, unscored_reason;
  bool has_no_patient_score(const std::string& metric) const { return metric == unscored_metric; }
};

// Table 1 without IoU and WeightedCE, whose target is each threshold's own. has_truth: with IoU against
// truth.
ComparedTask compared_segmentation(bool has_truth);

// The metric the study declared for this task; of segmenters the one that recommends a threshold, if it is
// one of theirs, else CE (unthresholded).
const std::string& primary_metric(const study::Study& study, const ComparedTask& task);

}  // namespace sonosweep::analysis
