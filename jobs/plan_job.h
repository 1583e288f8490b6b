// What sonosweep-plan prints: the runs of a study, and how they would follow each other.
#pragma once

#include <string>

#include "jobs/run_costs.h"
#include "sweep/study.h"

namespace sonosweep::jobs {

// Every run with what it needs, the counts per kind, and the simulated schedule on `slots` slots against its
// lower bound. Throws UsageError for slots < 1.
std::string plan_report(const sweep::Study& study, const RunCosts& costs, int slots);

}  // namespace sonosweep::jobs
