#include "analysis/tables/ablation_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "analysis/tables/caption_text.h"
#include "analysis/tables/segmentation_table.h"
#include "analysis/tables/segmenter_text.h"
#include "analysis/tables/threshold_table.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

Table ablation_table(const StudyResults& results, const Column& metric) {
  const auto& study = results.study();
  Table table;
  table.name = "ablation_" + metric.name;
  table.label = "Ablation, " + metric.title;
  table.caption = fmt::format(
      "{} on the test images of {}: a row for each way to train the segmenters, a column for each confidence "
      "threshold; {} values are better. Bold: best way at its threshold; descriptive, not selected. {}",
      metric.title, results.record().data_name, metric.better == Direction::kUp ? "higher" : "lower",
      segmentation_reach_text(results));
  table.columns = segmenter_columns(study);
  for (const int threshold : study.thresholds)
    table.columns.push_back(Column::metric(fmt::format("t{:03}", threshold), threshold_text(threshold),
                                           metric.better, true, metric.decimals));
  Runs all;
  for (const auto& segmenter : study::segmenter_choices(study)) {
    Row row;
    row.cells = segmenter_cells(study, segmenter);
    for (const int threshold : study.thresholds) {
      const auto runs = results.runs_of(
          {study::RunKind::kSegmentation, study::VideoInput::kMasks, threshold, segmenter, false});
      all.insert(all.end(), runs.begin(), runs.end());
      const bool is_first = threshold == study.thresholds.front();
      row.n = is_first ? count_done(runs) : std::min(row.n, count_done(runs));
      row.cells.push_back(Cell::number(summarize_metric(runs, metric.name, Undefined::kMissing)));
      if (runs.size() > 1) table.has_spread = true;
    }
    table.rows.push_back(std::move(row));
  }
  mark_best(table);
  table.footnotes = {
      "The target is the same in every row and column. That of IoU and WeightedCE (table 1) is another at "
      "every "
      "threshold, and WeightedCE also weighs by each row's own rule."};
  if (table.has_spread)
    table.footnotes.push_back(
        "n: runs behind each cell; of a row with gaps, behind the one with the fewest.");
  for (auto& note : segmenter_notes(study)) table.footnotes.push_back(std::move(note));
  for (auto& note : coverage_notes(all)) table.footnotes.push_back(std::move(note));
  for (auto& note : lone_run_notes(table)) table.footnotes.push_back(std::move(note));
  return table;
}

}  // namespace

std::vector<Table> ablation_tables(const StudyResults& results) {
  if (study::segmenter_choices(results.study()).size() < 2) return {};
  std::vector<Table> tables;
  for (const auto& metric : segmentation_columns(results.record().has_truth))
    if (metric.may_mark_best) tables.push_back(ablation_table(results, metric));  // the same target for all
  return tables;
}

}  // namespace sonosweep::analysis
