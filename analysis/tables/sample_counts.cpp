#include "analysis/tables/sample_counts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "analysis/read/fold_runs.h"
#include "analysis/tables/caption_text.h"
#include "core/text.h"
#include "tasks/pair_counts.h"

namespace sonosweep::analysis {
namespace {

const char* const kSides[] = {"train", "validation", "test"};

// A count of result.json, or the whole that the classes make up. NaN where the run does not tell.
double count_of(const RunOutcome& run, const ClinicalTask& task, const std::string& side,
                const std::string& name) {
  if (name != task.whole || name.empty()) return number_at(run, fmt::format("/counts/{}/{}", side, name));
  double sum = 0;
  for (const auto& part : task.classes) sum += count_of(run, task, side, part);
  return sum;
}

double patients_of(const RunOutcome& run, const std::string& side) {
  return number_at(run, "/patients/" + side);
}

template <typename Count>
std::optional<CountRange> range_of(const StudyResults& results, const ClinicalTask& task, Count count) {
  std::optional<CountRange> range;
  for (const auto& fold : fold_runs(results, task.kind)) {
    const double value = count(*fold.run);
    if (!(value >= 0)) continue;
    const auto whole = static_cast<std::size_t>(value);
    if (!range) range = {whole, whole};
    range = {std::min(range->first, whole), std::max(range->second, whole)};
  }
  return range;
}

bool has_whole_column(const ClinicalTask& task) {
  return !task.whole.empty() && task.whole != "patients";
}

std::vector<Column> columns_of(const ClinicalTask& task, bool rotates) {
  std::vector<Column> columns;
  if (rotates) columns.push_back(Column::label("test_group", "Test group"));
  columns.push_back(Column::label("fold", "Fold"));
  columns.push_back(Column::label("side", "Side"));
  columns.push_back(Column::count("patients", "Patients"));
  if (has_whole_column(task)) columns.push_back(Column::count(task.whole, task.whole_title));
  columns.insert(columns.end(), task.counts.begin(), task.counts.end());
  for (const auto& column : task.counts)
    if (std::find(task.classes.begin(), task.classes.end(), column.name) != task.classes.end())
      columns.push_back(Column::count(column.name + "_share", column.title + ", share", 3));
  return columns;
}

Row row_of(const FoldRun& fold, const ClinicalTask& task, const std::string& side) {
  const RunOutcome& run = *fold.run;
  Row row;
  if (fold.rotation >= 0) {
    const auto text = std::to_string(fold.rotation);
    row.cells.push_back(Cell::label(text, text));
  }
  const auto fold_text = std::to_string(fold.fold);
  row.cells.push_back(Cell::label(fold_text, fold_text));
  row.cells.push_back(Cell::label(side, side));
  row.cells.push_back(Cell::number(patients_of(run, side)));
  const double whole =
      task.whole.empty() ? std::numeric_limits<double>::quiet_NaN() : count_of(run, task, side, task.whole);
  if (has_whole_column(task)) row.cells.push_back(Cell::number(whole));
  for (const auto& column : task.counts)
    row.cells.push_back(Cell::number(count_of(run, task, side, column.name)));
  for (const auto& part : task.classes)
    row.cells.push_back(Cell::number(count_of(run, task, side, part) / whole));
  return row;
}

// Distinct lines in the order in which the runs tell them.
std::vector<std::string> left_out_lines(const std::vector<FoldRun>& folds) {
  std::vector<std::string> lines;
  for (const auto& fold : folds) {
    const auto* left_out = fold.run->details.find("left_out");
    if (left_out == nullptr || !left_out->is_array()) continue;
    for (const auto& line : *left_out)
      if (line.is_string() && std::find(lines.begin(), lines.end(), line.get<std::string>()) == lines.end())
        lines.push_back(line.get<std::string>());
  }
  return lines;
}

std::vector<std::string> notes_of(const StudyResults& results, const ClinicalTask& task,
                                  const std::vector<FoldRun>& folds) {
  std::vector<std::string> notes;
  if (auto lines = left_out_lines(folds); !lines.empty()) {
    const std::size_t count = lines.size();
    notes.push_back(fmt::format("Left out ({}): {}.", count, some_of(std::move(lines), "; ")));
  }
  stats::RunningMean passes;
  for (const RunOutcome* run : results.runs_of(task.kind)) passes.add(number_at(*run, "/passes_per_pair"));
  if (passes.n() > 0)
    notes.push_back(fmt::format("Network passes per training pair: {:.3f} (mean over {}).", passes.mean(),
                                counted(passes.n(), "run")));
  return notes;
}

}  // namespace

std::optional<CountRange> test_patients(const StudyResults& results, const ClinicalTask& task) {
  return range_of(results, task, [](const RunOutcome& run) { return patients_of(run, "test"); });
}

std::optional<CountRange> test_samples(const StudyResults& results, const ClinicalTask& task) {
  return range_of(results, task,
                  [&](const RunOutcome& run) { return count_of(run, task, "test", task.sample); });
}

std::vector<std::string> same_share_notes(const StudyResults& results, const ClinicalTask& task) {
  if (task.kind != study::RunKind::kSfChange) return {};
  const char* const same = tasks::sf_change_name(tasks::SfChange::kSame);
  stats::RunningMean train, validation;
  for (const auto& fold : fold_runs(results, task.kind))
    for (const auto& [mean, side] : {std::pair{&train, "train"}, std::pair{&validation, "validation"}})
      mean->add(count_of(*fold.run, task, side, same) / count_of(*fold.run, task, side, task.whole));
  auto text = tasks::same_shares_text(train.mean(), validation.mean());
  if (text.empty()) return {};
  const auto folds = std::max(train.n(), validation.n());
  if (folds > 1) text += fmt::format(" (means over {} folds)", folds);
  std::vector<std::string> ties;
  for (const char* side : {"validation", "test"})
    if (const auto range = range_of(results, task, [&](const RunOutcome& run) {
          return number_at(run, fmt::format("/counts/{}/ties", side));
        }))
      ties.push_back(count_text(range->first, range->second, fmt::format("{} pair", side)));
  if (!ties.empty())
    text += fmt::format("; ties, that is equal S/F ratios on two days, are {}", join(ties, " and "));
  return {fmt::format("{}. Pairs of two days by themselves: {}_more.", text, task.prefix)};
}

Table sample_count_table(const StudyResults& results, const ClinicalTask& task) {
  Table table;
  table.name = task.prefix + "_counts";
  table.label = task.label + ", samples";
  table.caption = fmt::format("{}: the samples of each fold, the same for all thresholds.", task.title);
  table.columns = columns_of(task, results.study().rotations() > 1);
  const auto folds = fold_runs(results, task.kind);
  for (const auto& fold : folds)
    for (const char* side : kSides) {
      table.rows.push_back(row_of(fold, task, side));
      table.rows.back().block = static_cast<int>(&fold - folds.data());
    }
  table.footnotes = notes_of(results, task, folds);
  return table;
}

}  // namespace sonosweep::analysis
