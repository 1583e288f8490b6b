// Every table of a study, in the order in which people read them.
#pragma once

#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/render/table.h"

namespace sonosweep::analysis {

// Tables 1-4, behind table 1 the ablation, and the recommendation first, then what stands behind them,
// learning rates and compute. Reads the predictions that the comparisons rest on, and throws ChangedFile
// (read/run_predictions.h). A task that the data could not serve has a note in its table's place; one that
// the study does not ask for has nothing.
std::vector<Table> all_tables(const StudyResults& results);

}  // namespace sonosweep::analysis
