// What a clinical run's predictions.csv determines, against what its result.json says.
#pragma once

#include <string>
#include <vector>

#include "analysis/read/run_predictions.h"
#include "farm/results/run_result.h"

namespace sonosweep::analysis {

// One line each, both values named:
// - the task's metrics of the test samples, computed anew by the code that scored the run;
// - baseline metrics, which one answer for everybody must be able to have on these samples;
// - counts and patients of the test side, and (S/F change) the patients of its videos;
// - patients who are not among `test_patients`, those of the run's split.
// Names that result.json does not have are of an older version, and no fault, but for the task's metrics.
std::vector<std::string> prediction_faults(const farm::RunResult& result, const Predictions& rows,
                                           const std::vector<std::string>& test_patients);

}  // namespace sonosweep::analysis
