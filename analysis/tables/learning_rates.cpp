#include "analysis/tables/learning_rates.h"

#include <fmt/format.h>

#include "analysis/tables/caption_text.h"
#include "analysis/tables/clinical_task.h"

namespace sonosweep::analysis {
namespace {

const char* title_of(study::RunKind task) {
  for (const auto& known : clinical_tasks())
    if (known.kind == task) return known.title.c_str();
  return study::run_kind_name(task);
}

// Whether a finished run of the task took this candidate; nothing as long as none is finished.
std::optional<bool> is_chosen(const StudyResults& results, const study::RunSpec& choice) {
  for (const RunOutcome* run : results.runs_of(choice.task))
    if (run->state == RunState::kDone && run->spec.rotation == choice.rotation)
      return number_at(*run, "/lr") == choice.lr;
  return std::nullopt;
}

Cell chosen_cell(std::optional<bool> chosen) {
  if (!chosen) return Cell::label("", "");
  return *chosen ? Cell::label("1", "yes") : Cell::label("0", "no");
}

}  // namespace

std::optional<Table> learning_rate_table(const StudyResults& results) {
  const auto choices = results.runs_of(study::RunKind::kLrChoice);
  if (choices.empty()) return std::nullopt;
  const bool rotates = results.study().rotations() > 1;
  Table table;
  table.name = "learning_rates";
  table.label = "Learning rates";
  table.caption = fmt::format(
      "Candidates of each task, by validation loss on fold 0 at threshold {} %; one run per cell, no error "
      "bar. The "
      "rate of the lowest loss is taken for all thresholds and folds.",
      choices.front()->spec.threshold);
  table.columns = {Column::label("task", "Task"), Column::label("lr", "Rate"),
                   Column::metric("val_loss", "val. loss", Direction::kDown, false, 4),
                   Column::label("chosen", "Chosen")};
  if (rotates) table.columns.insert(table.columns.begin() + 1, Column::label("test_group", "Test group"));
  for (const RunOutcome* run : choices) {
    const auto& spec = run->spec;
    Row row;
    row.cells.push_back(Cell::label(study::run_kind_name(spec.task), title_of(spec.task)));
    if (rotates) {
      const auto group = std::to_string(spec.rotation);
      row.cells.push_back(Cell::label(group, group));
    }
    const auto rate = fmt::format("{}", spec.lr);  // as in the run's id
    row.cells.push_back(Cell::label(rate, rate));
    row.cells.push_back(Cell::number(summarize_metric({run}, "val_loss", Undefined::kMissing)));
    row.cells.push_back(chosen_cell(is_chosen(results, spec)));
    row.n = count_done({run});
    row.block = static_cast<int>(spec.task);
    table.rows.push_back(std::move(row));
  }
  table.footnotes = coverage_notes(choices);
  return table;
}

}  // namespace sonosweep::analysis
