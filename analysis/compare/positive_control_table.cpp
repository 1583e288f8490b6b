#include <fmt/format.h>

#include <limits>

#include "analysis/compare/positive_control.h"
#include "analysis/tables/caption_text.h"
#include "tasks/prediction_spread.h"

namespace sonosweep::analysis {
namespace {

std::string relation(Bar bar) {
  switch (bar) {
    case Bar::kAtMost:
      return "at most";
    case Bar::kAtLeast:
      return "at least";
    case Bar::kBelow:
      return "below";
    case Bar::kAbove:
      return "above";
    case Bar::kNone:
      break;
  }
  return "";
}

// "at most 0.1021 (0.5 of the training mean's)"; "–" where nothing is asked.
std::string bar_text(const PositiveRow& row) {
  if (!row.is_judged()) return "–";
  auto text = fmt::format("{} {:.4g}", relation(row.bar), row.limit);
  if (!row.limit_title.empty()) text += fmt::format(" ({})", row.limit_title);
  return text;
}

Cell verdict(const PositiveRow& row) {
  if (!row.is_judged()) return Cell::label("reported", "reported");
  return row.holds() ? Cell::label("ok", "ok") : Cell::label("missed", "MISSED");
}

}  // namespace

Table positive_control_table(const PositiveControl& control, const StudyResults& results) {
  Table table;
  table.name = "positive_control";
  table.label = "Positive control";
  table.caption =
      fmt::format("Can the clinical tasks see what the data plant? {} of {}; means over folds and seeds. {}",
                  all_test_patients_text(results.record()), results.record().data_name,
                  control.holds() ? "All bars are met." : "SOME BARS ARE MISSED.");
  table.columns = {Column::label("task", "Task"),      Column::label("what", "What"),
                   Column::count("value", "Value", 4), Column::label("bar", "Bar"),
                   Column::count("limit", "Limit", 4), Column::label("verdict", "Verdict")};
  for (const auto& from : control.rows) {
    Row row;
    row.cells = {Cell::label(from.task, from.task),
                 Cell::label(from.name, from.title),
                 Cell::number(from.value),
                 Cell::label(relation(from.bar), bar_text(from)),
                 Cell::number(from.is_judged() ? from.limit : std::numeric_limits<double>::quiet_NaN()),
                 verdict(from)};
    row.n = 1;
    table.rows.push_back(std::move(row));
  }
  table.footnotes = {
      fmt::format("p: share of {} permutations at least as good, predictions as they are: of S/F over whole "
                  "patients and the order of their days, of readmission over patients.",
                  control.permutations),
      "Shuffled masks: each video has another patient's video's true masks beside its own frames.",
      fmt::format("One answer for everybody: predictions' SD under {} of the targets', or every class's "
                  "probability within {}.",
                  tasks::kLeastSdRatio, tasks::kLeastProbabilityRange),
      "Reported, never judged: grayscale alone, and whether masks nearer to the truth serve the tasks "
      "better."};
  table.footnotes.insert(table.footnotes.end(), control.notes.begin(), control.notes.end());
  return table;
}

}  // namespace sonosweep::analysis
