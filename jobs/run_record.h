// What every result says beside its numbers: of which data and study, on which machine, by which program.
#pragma once

#include "jobs/study_setup.h"
#include "sweep/run_result.h"

namespace sonosweep::jobs {

void record_circumstances(sweep::RunResult& result, const StudySetup& setup, double wall_s);

}  // namespace sonosweep::jobs
