// Which learning rates were tried, and which the runs took.
#pragma once

#include <optional>

#include "analysis/read/study_results.h"
#include "analysis/render/table.h"

namespace sonosweep::analysis {

// learning_rates: one row per task and candidate (and test group). Nothing where the study gives all rates.
std::optional<Table> learning_rate_table(const StudyResults& results);

}  // namespace sonosweep::analysis
