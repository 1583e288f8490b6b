// Tables 2-4: the clinical tasks on the test patients, one row per threshold, and what stands beside them.
#pragma once

#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/render/table.h"
#include "analysis/tables/clinical_task.h"

namespace sonosweep::analysis {

// Mean ± sample SD over folds, seeds and rotations; controls beneath, which CSV has in a file of its own.
Table clinical_table(const StudyResults& results, const ClinicalTask& task);

// <prefix>_controls (CSV only), <prefix>_validation, <prefix>_more (metrics beyond the paper, how much the
// predictions vary, how many networks are constant, how many videos have no mask), the same of the controls
// in <prefix>_more_controls (CSV only), and <prefix>_counts.
std::vector<Table> more_clinical_tables(const StudyResults& results, const ClinicalTask& task);

}  // namespace sonosweep::analysis
