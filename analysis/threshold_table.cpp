#include "analysis/threshold_table.h"

#include <fmt/format.h>

#include <utility>

#include "analysis/caption_text.h"
#include "analysis/label_reach.h"
#include "analysis/segmenter_text.h"
#include "sweep/study/choice_grid.h"

namespace sonosweep::analysis {

Table threshold_table(const StudyResults& results, const ThresholdTable& wanted) {
  const auto& study = results.study();
  Table table;
  table.name = wanted.name;
  table.label = wanted.label;
  table.caption = wanted.caption;
  table.columns = segmenter_columns(study);
  table.columns.push_back(Column::label("threshold", "Threshold"));
  table.columns.insert(table.columns.end(), wanted.metrics.begin(), wanted.metrics.end());
  Runs all;
  int block = 0;
  for (const auto& segmenter : sweep::segmenter_choices(study)) {
    for (const int threshold : study.thresholds) {
      const Runs runs = results.runs_of(
          RunGroup{wanted.kind, sweep::VideoInput::kMasks, threshold, segmenter, wanted.fold_segmenters});
      all.insert(all.end(), runs.begin(), runs.end());
      Row row;
      row.block = block;
      row.n = count_done(runs);
      row.cells = segmenter_cells(study, segmenter);
      row.cells.push_back(Cell::label(std::to_string(threshold), threshold_text(threshold)));
      for (const auto& column : wanted.metrics)
        row.cells.push_back(Cell::number(summarize_metric(runs, column.name, wanted.undefined)));
      // Why it is empty, once.
      if (const auto unlabelled = unlabelled_text(runs); !unlabelled.empty())
        for (std::size_t k = 0; k < wanted.metrics.size(); ++k)
          row.cells[row.cells.size() - wanted.metrics.size() + k].text = k == 0 ? unlabelled : "–";
      table.rows.push_back(std::move(row));
      if (runs.size() > 1) table.has_spread = true;
    }
    ++block;
  }
  mark_best(table);
  table.footnotes = coverage_notes(all);
  for (auto& note : lone_run_notes(table)) table.footnotes.push_back(std::move(note));
  return table;
}

std::vector<std::string> lone_run_notes(const Table& table) {
  if (!table.has_spread) return {};
  for (const auto& row : table.rows)
    for (const auto& cell : row.cells)
      if (cell.n == 1) return {"A value without ± has one run behind it: no error bar."};
  return {};
}

std::string threshold_text(int percent) {
  if (percent == 0) return "> 0 %";
  return fmt::format("{} {} %", percent == 100 ? "=" : ">=", percent);
}

}  // namespace sonosweep::analysis
