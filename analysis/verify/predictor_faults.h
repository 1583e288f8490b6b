// The predictor that sees no image (majority class, training mean) depends on a fold's patients only: every
// run of the fold tells the same of it, whatever its threshold, seed or control.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "farm/results/run_result.h"
#include "study/run_spec.h"

namespace sonosweep::analysis {

// Run id -> one line for each baseline metric that is another one than most runs of its task, group and fold
// have. Both maps by run id, with the same ids.
std::map<std::string, std::vector<std::string>> predictor_faults(
    const std::map<std::string, farm::RunResult>& results, const std::map<std::string, study::RunSpec>& runs);

}  // namespace sonosweep::analysis
