#include "analysis/tables/threshold_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "analysis/tables/caption_text.h"
#include "analysis/tables/constant_networks.h"
#include "analysis/tables/empty_masks.h"
#include "analysis/tables/label_reach.h"
#include "analysis/tables/segmenter_text.h"
#include "study/choice_grid.h"

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
  for (const auto& more : wanted.more) table.columns.push_back(more.column);
  Runs all;
  int block = 0;
  for (const auto& segmenter : study::segmenter_choices(study)) {
    for (const int threshold : study.thresholds) {
      const Runs runs = results.runs_of(
          RunGroup{wanted.kind, study::VideoInput::kMasks, threshold, segmenter, wanted.fold_segmenters});
      all.insert(all.end(), runs.begin(), runs.end());
      Row row;
      row.block = block;
      row.n = count_done(runs);
      row.cells = segmenter_cells(study, segmenter);
      row.cells.push_back(Cell::label(std::to_string(threshold), threshold_text(threshold)));
      auto cells = metric_cells(runs, wanted);
      if (study::is_clinical(wanted.kind) && !runs.empty() &&
          has_no_masks(results, RunGroup::of(runs.front()->spec)))
        for (auto& cell : cells) cell.without_masks = true;
      // Why it is empty, once.
      if (const auto unlabelled = unlabelled_text(runs); !unlabelled.empty())
        for (std::size_t k = 0; k < cells.size(); ++k) cells[k].text = k == 0 ? unlabelled : "–";
      std::move(cells.begin(), cells.end(), std::back_inserter(row.cells));
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

std::vector<Cell> metric_cells(const Runs& runs, const ThresholdTable& wanted, const std::string& prefix) {
  // What a predictor's prefix stands before is not about the networks that tell it.
  const auto count = prefix.empty() ? count_constant(runs) : ConstantCount();
  std::vector<Cell> cells;
  for (const auto& column : wanted.metrics) {
    cells.push_back(Cell::number(summarize_metric(runs, prefix + column.name, wanted.undefined)));
    cells.back().constant = count.constant;
    cells.back().networks = count.networks;
  }
  for (const auto& more : wanted.more) cells.push_back(prefix.empty() ? more.cell(runs) : Cell());
  return cells;
}

std::vector<std::string> lone_run_notes(const Table& table) {
  if (!table.has_spread) return {};
  for (const auto& row : table.rows)
    for (std::size_t c = 0; c < row.cells.size(); ++c)
      if (row.cells[c].n == 1 && !table.columns[c].is_of_row)
        return {"A value without ± has one run behind it: no error bar."};
  return {};
}

std::string threshold_text(int percent) {
  if (percent == 0) return "> 0 %";
  return fmt::format("{} {} %", percent == 100 ? "=" : ">=", percent);
}

}  // namespace sonosweep::analysis
