// Thresholds whose segmenter finds nothing: the clinical networks of such a row see grayscale alone, and what
// they score says nothing of the threshold.
#pragma once

#include <string>
#include <vector>

#include "analysis/read/study_results.h"

namespace sonosweep::analysis {

// Videos of the data without a mask in any frame, percent, mean over the caches behind this row of a clinical
// task; NaN where no cache tells (0.1.0), and of controls.
double empty_masks_percent(const StudyResults& results, const RunGroup& row);
// Whether any cache of the study tells.
bool tells_empty_masks(const StudyResults& results);

// Every cache behind the row tells, and none has a mask in any video.
bool has_no_masks(const StudyResults& results, const RunGroup& row);

// The rows of a clinical task that have none: "= 100 %", ">= 80 %, dice".
std::vector<std::string> rows_without_masks(const StudyResults& results, study::RunKind task);

}  // namespace sonosweep::analysis
