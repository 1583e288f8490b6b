// Tables with one row per segmenter and threshold: what tables 1-4 have in common.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/render/table.h"

namespace sonosweep::analysis {

// A column that is no mean of a metric: its cell is told by the runs of the row.
struct RowColumn {
  Column column;
  std::function<Cell(const Runs&)> cell;
};

struct ThresholdTable {
  study::RunKind kind = study::RunKind::kSegmentation;
  bool fold_segmenters = false;  // RunGroup
  Undefined undefined = Undefined::kMissing;
  std::string name, label, caption;  // of the table
  std::vector<Column> metrics;
  std::vector<RowColumn> more;  // behind the metrics
};

// Cells of the metrics, whose names in the results have this prefix, and of the columns behind them. Where
// networks are constant the metrics' cells say it.
std::vector<Cell> metric_cells(const Runs& runs, const ThresholdTable& wanted,
                               const std::string& prefix = "");

// Rows: the ways to train a segmenter in the study's order, within them its thresholds; a block and, with
// several, labels for each way. Best marks are set; footnotes name the runs without a result, and say where
// there is no error bar.
Table threshold_table(const StudyResults& results, const ThresholdTable& wanted);

// Says of a table over several runs that some values have no error bar; nothing where all have one.
std::vector<std::string> lone_run_notes(const Table& table);

// "> 0 %", ">= 20 %", "= 100 %".
std::string threshold_text(int percent);

}  // namespace sonosweep::analysis
