#include "analysis/tables/clinical_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include "analysis/tables/caption_text.h"
#include "analysis/tables/constant_networks.h"
#include "analysis/tables/controls.h"
#include "analysis/tables/empty_masks.h"
#include "analysis/tables/sample_counts.h"
#include "analysis/tables/segmenter_text.h"
#include "analysis/tables/threshold_table.h"
#include "core/text.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

constexpr std::string_view kValidationPrefix = "val_";
constexpr const char* kEmptyMasks = "empty_masks";

RunGroup any_row(const StudyResults& results, const ClinicalTask& task) {
  const auto& study = results.study();
  return {task.kind, study::VideoInput::kMasks, study.thresholds.front(),
          study::segmenter_choices(study).front(), false};
}

// "4 test patients (206 pairs)".
std::string test_set_text(const StudyResults& results, const ClinicalTask& task) {
  const auto patients = test_patients(results, task);
  const std::string text = patients ? count_text(patients->first, patients->second, "test patient")
                                    : test_patients_text(results.record());
  const auto samples = test_samples(results, task);
  if (!samples) return text;
  return fmt::format("{} ({})", text, count_text(samples->first, samples->second, task.sample_noun));
}

// Whether anything can be said of other patients, and where.
std::string reach_sentence(const StudyResults& results, const ClinicalTask& task) {
  auto patients = count_test_patients(results.record());
  if (const auto found = test_patients(results, task); found && results.study().rotations() == 1)
    patients = found->second;
  const auto few = too_few_text(patients, results.study());
  return few.empty()
             ? fmt::format("Differences between thresholds are tested in {}_comparisons.", task.prefix)
             : few;
}

// What the error bar cannot show.
std::string limits_sentence(const StudyResults& results, const ClinicalTask& task) {
  const auto& study = results.study();
  const std::string segmenter = study.has_fold_segmenters() ? "" : " and each threshold's segmenter";
  if (study.rotations() > 1)
    return fmt::format(
        "Every patient tests in one of {} groups. The folds of a group share its {}{}: the runs behind "
        "an error bar are not independent.",
        study.rotations(), test_set_text(results, task), segmenter);
  return fmt::format(
      "The folds share the {}{}: the error bar does not show the error that comes from the few test "
      "patients.",
      test_set_text(results, task), segmenter);
}

// Metrics without a value although the run is done. The side is "test" or "validation".
std::vector<std::string> undefined_notes(const Runs& runs, const std::vector<Column>& metrics,
                                         const std::string& side, const ClinicalTask& task) {
  std::vector<std::string> notes;
  const std::size_t done = count_done(runs);
  for (const auto& column : metrics) {
    const auto count = std::count_if(runs.begin(), runs.end(), [&](const RunOutcome* run) {
      const auto found = run->metrics.find(column.name);
      return found != run->metrics.end() && std::isnan(found->second);
    });
    const bool is_validation = column.name.rfind(kValidationPrefix, 0) == 0;
    const auto need =
        task.metric_needs.find(is_validation ? column.name.substr(kValidationPrefix.size()) : column.name);
    if (count > 0)
      notes.push_back(
          fmt::format("{} is not defined in {} of {} finished runs, where no {} patient {}: a dash, or left "
                      "out of the mean; these runs do not count as missing.",
                      column.title, count, done, side,
                      need == task.metric_needs.end() ? task.sample_need : need->second));
  }
  return notes;
}

// The table over thresholds with its controls; footnotes: those of the task, what is not defined, what is
// missing.
Table with_controls(const StudyResults& results, const ClinicalTask& task, ThresholdTable wanted,
                    const std::vector<Control>& controls, std::vector<std::string> notes,
                    const std::string& side) {
  wanted.kind = task.kind;
  wanted.undefined = Undefined::kNoPart;
  Table table = threshold_table(results, wanted);
  table.has_spread = true;  // folds, even where only one is left
  add_control_rows(table, controls, wanted);
  for (auto& note : undefined_notes(results.runs_of_thresholds(task.kind), wanted.metrics, side, task))
    notes.push_back(std::move(note));
  for (auto& note : constant_notes(results.runs_of(task.kind))) notes.push_back(std::move(note));
  for (auto& note : segmenter_notes(results.study())) notes.push_back(std::move(note));
  for (auto& note : coverage_notes(results.runs_of(task.kind))) notes.push_back(std::move(note));
  for (auto& note : lone_run_notes(table)) notes.push_back(std::move(note));
  table.footnotes = std::move(notes);
  return table;
}

Table validation_table(const StudyResults& results, const ClinicalTask& task) {
  ThresholdTable wanted;
  wanted.name = task.prefix + "_validation";
  wanted.label = task.label + ", validation";
  wanted.caption = fmt::format("{} on the validation patients of each fold, at the epoch taken. {}",
                               task.title, spread_text(results, any_row(results, task)));
  for (Column column : task.metrics) {
    column.name = std::string(kValidationPrefix) + column.name;
    column.title = "val. " + column.title;
    column.may_mark_best = false;
    wanted.metrics.push_back(std::move(column));
  }
  wanted.metrics.push_back(Column::metric("val_loss", "val. loss", Direction::kDown));
  std::string note = "The epoch was chosen on these patients. No best marks here.";
  if (!results.study().has_fold_segmenters())
    note +=
        " The segmenters have seen most of them in training, so that their masks are better than the test "
        "patients'.";
  return with_controls(results, task, std::move(wanted), trained_controls(results, task), {note},
                       "validation");
}

// NaN where a run is missing or does not tell; one of which it is not defined has no part.
std::vector<double> spreads_of(const Runs& runs) {
  std::vector<double> values;
  for (const RunOutcome* run : runs)
    if (!run->spread.is_known() || !std::isnan(run->spread.value)) values.push_back(run->spread.value);
  return values;
}

double smallest(const std::vector<double>& values) {
  double least = std::numeric_limits<double>::quiet_NaN();
  for (const double value : values) least = std::fmin(least, value);  // of a NaN and a number the number
  return least;
}

// Mean over the runs, and the smallest.
std::vector<RowColumn> spread_columns(const ClinicalTask& task) {
  const std::string name = spread_name(task.kind);
  const std::string title = task.kind == study::RunKind::kSfRatio ? "SD ratio" : "Probability range";
  return {{Column::count(name, title, 3),
           [](const Runs& runs) { return Cell::number(stats::summarize(spreads_of(runs))); }},
          {Column::of_row(name + "_least", "Smallest", 4),
           [](const Runs& runs) { return Cell::number(smallest(spreads_of(runs))); }}};
}

// Nothing where no cache tells, as of older versions.
std::optional<RowColumn> empty_masks_column(const StudyResults& results) {
  if (!tells_empty_masks(results)) return std::nullopt;
  return RowColumn{Column::of_row(kEmptyMasks, "Videos without mask (%)", 1), [&results](const Runs& runs) {
                     if (runs.empty()) return Cell();
                     return Cell::number(empty_masks_percent(results, RunGroup::of(runs.front()->spec)));
                   }};
}

ThresholdTable wanted_of_more(const StudyResults& results, const ClinicalTask& task) {
  ThresholdTable wanted;
  wanted.name = task.prefix + "_more";
  wanted.label = task.label + ", more";
  wanted.undefined = Undefined::kNoPart;
  wanted.caption = fmt::format(
      "{}: {}how much the answers of a network differ between validation and test samples, and how many "
      "networks of a row are constant. {}",
      task.title, task.more_title.empty() ? "" : task.more_title + "; ",
      spread_text(results, any_row(results, task)));
  wanted.metrics = task.more_metrics;
  for (auto& column : wanted.metrics) column.may_mark_best = false;
  wanted.more = spread_columns(task);
  wanted.more.push_back(constant_column());
  wanted.more.push_back(one_class_column());
  if (auto empty_masks = empty_masks_column(results)) wanted.more.push_back(std::move(*empty_masks));
  return wanted;
}

// Where the predictor has metrics there it stands beside the networks.
std::vector<Control> more_controls(const StudyResults& results, const ClinicalTask& task) {
  return task.more_metrics.empty() ? trained_controls(results, task) : controls_of(results, task);
}

// Says how many finished runs do not tell the further metrics.
std::vector<std::string> untold_notes(const Runs& runs, const ClinicalTask& task) {
  const auto is_done = [](const RunOutcome* run) { return run->state == RunState::kDone; };
  const auto tells = [&](const RunOutcome* run) {
    return std::all_of(task.more_metrics.begin(), task.more_metrics.end(), [&](const Column& column) {
      return run->metrics.find(column.name) != run->metrics.end();
    });
  };
  const auto count = std::count_if(runs.begin(), runs.end(),
                                   [&](const RunOutcome* run) { return is_done(run) && !tells(run); });
  if (count == 0) return {};
  return {fmt::format("The {} is not told by {} of {} finished runs, which an older version made: a gap.",
                      task.more_title, count, std::count_if(runs.begin(), runs.end(), is_done))};
}

Table more_table(const StudyResults& results, const ClinicalTask& task) {
  auto wanted = wanted_of_more(results, task);
  std::vector<std::string> notes = {
      task.kind == study::RunKind::kSfRatio
          ? "SD ratio: SD of the predictions / SD of the targets, over videos; below 0.01 a network is "
            "constant. Smallest: of a row's networks."
          : "Probability range: largest minus smallest probability of a class, of the class where that is "
            "largest; below 0.01 a network is constant. One class: the answer is the same for everybody, "
            "the probabilities are not. Smallest: of a row's networks."};
  if (wanted.more.back().column.name == kEmptyMasks)
    notes.push_back(
        "Videos without mask: of all videos of the data, those on which the segmenter finds no structure in "
        "any frame; the networks see nothing but grayscale of them.");
  notes.insert(notes.begin(), task.more_notes.begin(), task.more_notes.end());
  for (auto& note : untold_notes(results.runs_of(task.kind), task)) notes.push_back(std::move(note));
  return with_controls(results, task, std::move(wanted), more_controls(results, task), std::move(notes),
                       "test");
}

}  // namespace

Table clinical_table(const StudyResults& results, const ClinicalTask& task) {
  ThresholdTable wanted;
  wanted.name = task.name;
  wanted.label = task.label;
  const auto controls = controls_of(results, task);
  wanted.metrics = task.metrics;
  for (auto& column : wanted.metrics)
    column.to_beat =
        summarize_metric(controls.front().runs, controls.front().prefix + column.name, Undefined::kNoPart)
            .mean;
  const auto blind = rows_without_masks(results, task.kind);
  wanted.caption = fmt::format(
      "{} on the test patients of {}, one network per confidence threshold and fold. Bold: best value of its "
      "column{} among the thresholds, where it is better than the {} and not of constant networks{} alone; "
      "descriptive, not selected. {} {} {}",
      task.title, results.record().data_name, and_segmenter(results.study()), task.baseline_title,
      blind.empty() ? "" : ", or of networks without any mask,", spread_text(results, any_row(results, task)),
      limits_sentence(results, task), reach_sentence(results, task));
  auto notes = notes_of(task, results.record());
  for (auto& note : same_share_notes(results, task)) notes.push_back(std::move(note));
  if (!blind.empty())
    notes.push_back(
        fmt::format("No masks at {}: the segmenter finds no structure in any frame of any video, and the "
                    "networks see nothing but grayscale; what they score says nothing of the threshold.",
                    join(blind, "; ")));
  return with_controls(results, task, std::move(wanted), controls, std::move(notes), "test");
}

std::vector<Table> more_clinical_tables(const StudyResults& results, const ClinicalTask& task) {
  ThresholdTable main;
  main.label = task.label;
  main.undefined = Undefined::kNoPart;
  main.metrics = task.metrics;
  const auto more = wanted_of_more(results, task);
  return {control_table(controls_of(results, task), main, task.prefix + "_controls"),
          validation_table(results, task), more_table(results, task),
          control_table(more_controls(results, task), more, task.prefix + "_more_controls"),
          sample_count_table(results, task)};
}

}  // namespace sonosweep::analysis
