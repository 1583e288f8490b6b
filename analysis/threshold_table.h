// Tables with one row per loss and threshold: what tables 1-4 have in common.
#pragma once

#include <string>
#include <vector>

#include "analysis/study_results.h"
#include "analysis/table.h"

namespace sonosweep::analysis {

struct ThresholdTable {
  sweep::RunKind kind = sweep::RunKind::kSegmentation;
  bool fold_segmenters = false;  // RunGroup
  Undefined undefined = Undefined::kMissing;
  std::string name, label, caption;  // of the table
  std::vector<Column> metrics;
};

// Rows: losses in the study's order, within them thresholds in the study's order; a block and, with several,
// a label for each loss. Best marks are set; the only footnote names the runs without a result.
Table threshold_table(const StudyResults& results, const ThresholdTable& wanted);

// "> 0 %", ">= 20 %", "= 100 %".
std::string threshold_text(int percent);

}  // namespace sonosweep::analysis
