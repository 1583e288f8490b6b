// What sonosweep-plan prints: the runs of a study, and how they would follow each other.
#pragma once

#include <string>

#include "jobs/plan/plan_options.h"
#include "jobs/plan/run_costs.h"
#include "study/study.h"

namespace sonosweep::jobs {

// Every run with what it needs, the counts per kind, and the simulated schedule against its lower bound; as
// options say also as a chart, and how good it is over many draws of the durations, beside first come, first
// served. With a spread the one schedule is that of the first draw.
std::string plan_report(const study::Study& study, const RunCosts& costs, const PlanOptions& options);

// The same schedule as a file of its own.
std::string plan_svg(const study::Study& study, const RunCosts& costs, const PlanOptions& options);

}  // namespace sonosweep::jobs
