// Whether what a clinical run says of its network (constant, or not) follows from its numbers and its rows.
#pragma once

#include <string>

#include "study/run_spec.h"
#include "tasks/prediction_spread.h"

namespace sonosweep::analysis {

// `said`: by its result.json; `test`: as its predictions.csv shows it. "" if they agree.
std::string spread_fault(const tasks::NetworkSpread& said, const tasks::PredictionSpread& test,
                         study::RunKind task);

}  // namespace sonosweep::analysis
