// What every result says beside its numbers: of which data and study, on which machine, by which program.
#pragma once

#include <filesystem>

#include "farm/results/run_result.h"
#include "jobs/setup/study_setup.h"

namespace sonosweep::jobs {

// `folder`: where the run's files lie; all of them but the result must be there already. Throws Error.
void record_circumstances(farm::RunResult& result, const StudySetup& setup,
                          const std::filesystem::path& folder, double wall_s);

}  // namespace sonosweep::jobs
