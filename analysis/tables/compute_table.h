// What the runs of a study cost.
#pragma once

#include "analysis/read/study_results.h"
#include "analysis/render/table.h"

namespace sonosweep::analysis {

// compute: per kind of run how many are done, their wall time and peak memory, and where they ran.
Table compute_table(const StudyResults& results);

}  // namespace sonosweep::analysis
