// The comparisons of thresholds as a table: effects with intervals first, tests behind them.
#pragma once

#include "analysis/compared_task.h"
#include "analysis/comparisons.h"
#include "analysis/study_results.h"
#include "analysis/table.h"

namespace sonosweep::analysis {

// <prefix>_comparisons: a row per pair, a block per metric (and segmenter). Below fewest_patients() no stars,
// and the caption says that nothing can be shown.
Table comparison_table(const StudyResults& results, const ComparedTask& task, const TaskScores& scores);

}  // namespace sonosweep::analysis
