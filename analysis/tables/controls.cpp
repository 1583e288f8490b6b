#include "analysis/tables/controls.h"

#include <utility>

#include "analysis/read/fold_runs.h"

namespace sonosweep::analysis {
namespace {

Control predictor(const StudyResults& results, const ClinicalTask& task) {
  Control control{task.baseline, task.baseline_title, {}, "baseline_"};
  for (const auto& fold : fold_runs(results, task.kind)) control.runs.push_back(fold.run);
  return control;
}

Row control_row(const Control& control, const ThresholdTable& wanted) {
  Row row;
  row.n = count_done(control.runs);
  row.cells = metric_cells(control.runs, wanted, control.prefix);
  return row;
}

}  // namespace

std::vector<Control> trained_controls(const StudyResults& results, const ClinicalTask& task) {
  std::vector<Control> controls;
  for (const auto& control : study::control_inputs()) {
    auto runs = results.runs_of(RunGroup::control(task.kind, control.input));
    if (!runs.empty()) controls.push_back({control.name, control.title, std::move(runs), ""});
  }
  return controls;
}

std::vector<Control> controls_of(const StudyResults& results, const ClinicalTask& task) {
  auto controls = trained_controls(results, task);
  controls.insert(controls.begin(), predictor(results, task));
  return controls;
}

void add_control_rows(Table& table, const std::vector<Control>& controls, const ThresholdTable& wanted) {
  if (controls.empty()) return;
  const int block = table.rows.empty() ? 0 : table.rows.back().block + 1;
  table.block_titles[block] = "Controls";
  const std::size_t labels = table.columns.size() - wanted.metrics.size() - wanted.more.size();
  for (const auto& control : controls) {
    Row row = control_row(control, wanted);
    std::vector<Cell> label_cells(labels);
    label_cells.back() = Cell::label(control.name, control.title);
    row.cells.insert(row.cells.begin(), label_cells.begin(), label_cells.end());
    row.block = block;
    row.is_control = true;
    table.rows.push_back(std::move(row));
  }
}

Table control_table(const std::vector<Control>& controls, const ThresholdTable& wanted, std::string name) {
  Table table;
  table.name = std::move(name);
  table.label = wanted.label + ", controls";
  table.csv_only = true;
  table.has_spread = true;
  table.columns = wanted.metrics;
  for (const auto& more : wanted.more) table.columns.push_back(more.column);
  table.columns.insert(table.columns.begin(), Column::label("control", "Control"));
  for (const auto& control : controls) {
    Row row = control_row(control, wanted);
    row.cells.insert(row.cells.begin(), Cell::label(control.name, control.title));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace sonosweep::analysis
