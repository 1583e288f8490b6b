// The runs of a study for the scheduler.
#pragma once

#include <vector>

#include "farm/schedule/planned_run.h"
#include "study/study.h"

namespace sonosweep::sweep {

// In the order of all_runs(); none is done.
std::vector<farm::PlannedRun> plan_study(const study::Study& study);

}  // namespace sonosweep::sweep
