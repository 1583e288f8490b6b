// The comparisons of thresholds as a table: effects with intervals first, tests behind them.
#pragma once

#include "analysis/compare/comparisons.h"
#include "analysis/read/study_results.h"
#include "analysis/render/table.h"
#include "analysis/tables/compared_task.h"

namespace sonosweep::analysis {

// <prefix>_comparisons: a row per pair, a block per metric (and segmenter). Below fewest_patients() no stars,
// and the caption says that nothing can be shown.
Table comparison_table(const StudyResults& results, const ComparedTask& task, const TaskScores& scores);

}  // namespace sonosweep::analysis
