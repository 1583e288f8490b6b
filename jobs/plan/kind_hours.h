// What the kinds of runs take, as the user of sonosweep-plan says it.
#pragma once

#include <string>

#include "jobs/plan/run_costs.h"
#include "study/study.h"

namespace sonosweep::jobs {

struct KindHours {
  double segmentation = 0, cache = 0, sf_change = 0, sf_ratio = 0, readmission = 0;  // hours, > 0
};

// "5,0.1,1.5,0.25,0.0833", in the order above. Throws UsageError naming what is wrong.
KindHours parse_kind_hours(const std::string& text);

// Costs in hours, known to the scheduler beforehand. A run that tries a learning rate takes what its task
// takes.
RunCosts hour_costs(const study::Study& study, const KindHours& hours);

}  // namespace sonosweep::jobs
