// The runs of a study, in the order of their thresholds as the study lists them.
#pragma once

#include <vector>

#include "sweep/run_spec.h"
#include "sweep/study.h"

namespace sonosweep::sweep {

std::vector<RunSpec> all_runs(const Study& study);

// The run with this id. Throws UsageError naming the nearest one.
RunSpec find_run(const Study& study, const std::string& run_id);

}  // namespace sonosweep::sweep
