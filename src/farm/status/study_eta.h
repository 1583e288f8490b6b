// How long a study still takes, seen from outside.
#pragma once

#include <vector>

#include "farm/schedule/planned_run.h"

namespace sonosweep::farm {

struct StudyStatus;

// Sets eta_s of the study and of the runs that run. plan[i] says of runs[i] whether it is done and took_s.
// A run takes what the finished ones of its kind took on average; where none has finished, what its first
// attempts show so far; else what the plan says, in proportion. Of a run under way the share of epochs that
// are not in its history is left. The rest of the study is simulated on the GPUs of the workers, one run
// each, or on their slots where there are none.
void estimate_time_left(const std::vector<PlannedRun>& plan, StudyStatus& status);

}  // namespace sonosweep::farm
