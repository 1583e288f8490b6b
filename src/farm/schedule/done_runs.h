// Which runs of a plan earlier launches have done.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/log.h"
#include "farm/results/results_folder.h"
#include "farm/schedule/planned_run.h"

namespace sonosweep::farm {

// Makes results of what earlier launches finished, but did not live to promote (attempt_folder.h).
void adopt_finished_attempts(const std::vector<PlannedRun>& plan, const ResultsFolder& folder,
                             const std::function<void(LogLevel, const std::string&)>& say);

// Sets `attempts_before`, and `done` of every run whose result stands. It does not, and is moved aside and
// said, where it is damaged, where it was made from something that is no longer what it was, and where a run
// it needs is to be repeated. From runs that stand is removed, and said, what nobody needs (done_run.h).
void mark_done(std::vector<PlannedRun>& plan, const ResultsFolder& folder,
               const std::function<void(LogLevel, const std::string&)>& say);

}  // namespace sonosweep::farm
