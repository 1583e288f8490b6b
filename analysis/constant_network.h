// A network that gives one answer for everybody, told by what it predicted (method.md section 8).
#pragma once

#include "analysis/stored_outcomes.h"

namespace sonosweep::analysis {

constexpr double kConstantShareOfSd = 0.01;  // SD of predictions, of the targets' SD
constexpr double kConstantRange = 0.01;      // of every class's probability

// Of one run, over its test samples (of S/F change pairs of two days). False without predictions.
bool is_constant(const StoredPredictions& predictions);

}  // namespace sonosweep::analysis
