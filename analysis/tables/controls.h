// What stands beside a clinical task's thresholds: a predictor that sees no image, and networks that see no
// segmenter's masks.
#pragma once

#include <string>
#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/tables/clinical_task.h"
#include "analysis/tables/threshold_table.h"

namespace sonosweep::analysis {

struct Control {
  std::string name, title;  // "majority_class", "majority class"
  Runs runs;                // of a network; of the predictor one that tells its metrics for each fold
  std::string prefix;       // before the names of its metrics: "baseline_" of the predictor
};

// The predictor first, then the networks that the study trains.
std::vector<Control> controls_of(const StudyResults& results, const ClinicalTask& task);
// Without the predictor.
std::vector<Control> trained_controls(const StudyResults& results, const ClinicalTask& task);

// Rows beneath those of a threshold_table(), in a block of their own.
void add_control_rows(Table& table, const std::vector<Control>& controls, const ThresholdTable& wanted);

// Controls as rows of a table of their own, for programs, with the columns of a threshold_table(): column
// control instead of threshold.
Table control_table(const std::vector<Control>& controls, const ThresholdTable& wanted, std::string name);

}  // namespace sonosweep::analysis
