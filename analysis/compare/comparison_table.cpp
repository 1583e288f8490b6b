#include "analysis/compare/comparison_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/tables/caption_text.h"
#include "analysis/tables/constant_networks.h"
#include "analysis/tables/label_reach.h"
#include "analysis/tables/segmenter_text.h"
#include "analysis/tables/threshold_table.h"
#include "core/text.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

using Families = std::vector<ComparisonFamily>;

// Which of the two thresholds has no row, for want of labels; "" if both may have.
std::string unlabelled_of(const StudyResults& results, const ComparedTask& task,
                          const ComparisonFamily& family, const Comparison& comparison) {
  for (const int threshold : {comparison.threshold, comparison.against})
    if (auto text = unlabelled_text(results.runs_of(
            RunGroup{task.kind, study::VideoInput::kMasks, threshold, family.segmenter, false}));
        !text.empty())
      return text;
  return {};
}

// For programs and for people.
Cell verdict_of(const Comparison& comparison, const std::string& unlabelled, Direction better) {
  if (!unlabelled.empty()) return Cell::label("no_labels", unlabelled);
  if (comparison.test.n == 0) return Cell::label("no_scores", "–");
  if (!comparison.test.testable) return Cell::label("not_testable", "not testable");
  if (!comparison.enough_patients()) return Cell::label("too_few_patients", "too few patients");
  if (!comparison.is_significant()) return Cell::label("not_shown", "no difference shown");
  const bool is_up = comparison.effect.mean > 0;
  return is_up == (better == Direction::kUp) ? Cell::label("better", "better *")
                                             : Cell::label("worse", "worse *");
}

bool rotates(const StudyResults& results) {
  return results.study().rotations() > 1;
}
// Of segmenters without rotation there is one a seed.
bool has_folds(const StudyResults& results, const ComparedTask& task) {
  return rotates(results) || study::is_clinical(task.kind);
}

std::vector<Column> columns_of(const StudyResults& results, const ComparedTask& task) {
  constexpr int kDecimalsOfP = 4;
  const auto& like = task.metrics.front();
  std::vector<Column> columns = segmenter_columns(results.study());
  columns.push_back(Column::label("metric", "Metric"));
  columns.push_back(Column::label("threshold", "Threshold"));
  columns.push_back(Column::label("against", "Against"));
  columns.push_back(Column::count("patients", "Patients"));
  columns.push_back(Column::count("runs", "Runs"));
  const bool one_direction = std::all_of(task.metrics.begin(), task.metrics.end(),
                                         [&](const Column& metric) { return metric.better == like.better; });
  columns.push_back(one_direction
                        ? Column::metric("difference", "Difference", like.better, false, like.decimals)
                        : Column::count("difference", "Difference", like.decimals));
  columns.push_back(Column::count("low", "95 % from", like.decimals));
  columns.push_back(Column::count("high", "to", like.decimals));
  columns.push_back(Column::count("cohen_dz", "d_z", 2));
  columns.push_back(Column::count("p", "p", kDecimalsOfP));
  columns.push_back(Column::count("p_holm", "p (Holm)", kDecimalsOfP));
  columns.push_back(Column::label("verdict", "Verdict"));
  if (rotates(results))
    columns.push_back(Column::count("p_folds", "p over test groups", kDecimalsOfP));
  else if (has_folds(results, task))
    columns.push_back(Column::count("p_folds_conditional", "p over folds (conditional)", kDecimalsOfP));
  return columns;
}

Row row_of(const StudyResults& results, const ComparedTask& task, const ComparisonFamily& family,
           const Comparison& comparison) {
  Row row;
  row.n = comparison.runs;
  row.cells = segmenter_cells(results.study(), family.segmenter);
  row.cells.push_back(Cell::label(family.metric.name, family.metric.title));
  for (const int threshold : {comparison.threshold, comparison.against})
    row.cells.push_back(Cell::label(std::to_string(threshold), threshold_text(threshold)));
  const auto& effect = comparison.effect;
  row.cells.push_back(Cell::number(static_cast<double>(effect.n)));
  row.cells.push_back(Cell::number(static_cast<double>(comparison.runs)));
  const double dz = comparison.test.testable ? effect.cohen_dz : std::nan("");
  for (const double value :
       {effect.mean, effect.interval.low, effect.interval.high, dz, comparison.test.p, comparison.p_holm})
    row.cells.push_back(Cell::number(value));
  row.cells.push_back(
      verdict_of(comparison, unlabelled_of(results, task, family, comparison), family.metric.better));
  if (has_folds(results, task)) row.cells.push_back(Cell::number(comparison.folds.p));
  return row;
}

// The patients behind the comparisons that have any: of the primary metric, or of all.
struct PatientRange {
  std::size_t low = 0, high = 0;
};

PatientRange patients_of(const Families& families, bool only_primary) {
  PatientRange range;
  for (const auto& family : families) {
    if (only_primary && !family.is_primary) continue;
    for (const auto& comparison : family.comparisons) {
      const auto n = comparison.test.n;
      if (n == 0) continue;
      range.low = range.high == 0 ? n : std::min(range.low, n);
      range.high = std::max(range.high, n);
    }
  }
  return range;
}

// The one sentence on what the data shows, in the primary metric.
std::string conclusion(const Families& families, const StudyResults& results, const ComparedTask& task) {
  const auto& study = results.study();
  const auto patients = patients_of(families, true);
  if (patients.high == 0) return "No test patient has scores at two thresholds yet: nothing can be compared.";
  if (auto text = too_few_text(patients.high, study); !text.empty()) return text;
  std::size_t shown = 0, compared = 0, unlabelled = 0, all = 0;
  std::string primary;
  for (const auto& family : families) {
    if (!family.is_primary) continue;
    primary = family.metric.title;
    for (const auto& comparison : family.comparisons) {
      ++all;
      compared += comparison.test.n > 0 ? 1 : 0;
      unlabelled += unlabelled_of(results, task, family, comparison).empty() ? 0 : 1;
      shown += comparison.is_significant() ? 1 : 0;
    }
  }
  const auto on = count_text(patients.low, patients.high, "test patient");
  std::string without;
  if (unlabelled > 0) without = fmt::format(" {} more have no labels to be about.", unlabelled);
  if (const auto waiting = all - compared - unlabelled; waiting > 0)
    without += fmt::format(" {} more have no scores yet.", waiting);
  if (shown == 0)
    return fmt::format(
        "On {} no difference in {}, the primary metric, is shown in any of {} comparisons; that is no proof "
        "of equality.{}",
        on, primary, compared, without);
  return fmt::format(
      "On {} a difference in {}, the primary metric, is shown in {} of {} comparisons (*), with "
      "these trained networks.{}",
      on, primary, shown, compared, without);
}

std::vector<std::string> notes_of(const Families& families, const StudyResults& results,
                                  const ComparedTask& task) {
  const auto& study = results.study();
  const auto pairs = compared_thresholds(study.thresholds).size();
  const auto varied =
      varied_text(results, RunGroup{task.kind, study::VideoInput::kMasks, study.thresholds.front(),
                                    study::segmenter_choices(study).front(), false});
  std::vector<std::string> notes = {fmt::format(
      "Difference: the patient's score at the threshold minus that at the other{}; then its mean over "
      "patients, which are n. A patient's score is the metric on this patient's predictions alone.",
      varied.empty()
          ? ""
          : fmt::format(", of the same runs, averaged over those of {} that both have (Runs: how many)",
                        varied))};
  notes.push_back(fmt::format(
      "p: sign-flip test over patients, two-sided, all signs (above 20 patients 100,000 random ones); "
      "adjusted by Holm "
      "over the {} of a metric{}. * is p (Holm) <= 0.05 on {} or more patients.",
      counted(pairs, "comparison"), and_segmenter(study), fewest_patients(pairs)));
  notes.push_back("Not testable: the differences of all patients are equal. d_z: their mean / their SD.");
  notes.push_back(patients_of(families, false).low < kFewestForBootstrap
                      ? fmt::format("95 %: percentile bootstrap over patients, 10,000 draws; rows of fewer "
                                    "than {} patients are descriptive: they cover no other patients.",
                                    kFewestForBootstrap)
                      : "95 %: percentile bootstrap over patients, 10,000 draws.");
  for (const auto& metric : task.metrics)
    if (metric.name == primary_metric(study, task))
      notes.push_back(
          fmt::format("Primary metric, declared in the study file: {}. What is said of others is secondary.",
                      metric.title));
  if (rotates(results))
    notes.push_back(
        "Patients of one test group are scored by the same networks: the sign-flip test takes them as "
        "independent and, as a statement about other trainings, rejects too often; p over test groups sees "
        "that error: Nadeau-Bengio, unadjusted, each group with test patients of its own.");
  else
    notes.push_back(
        std::string("All patients are scored by the same networks: the test asks about other patients, not "
                    "about other trainings.") +
        (has_folds(results, task)
             ? " p over folds: Nadeau-Bengio, unadjusted, conditional on these test patients and segmenters: "
               "as a test for other patients it rejects far too often."
             : ""));
  std::vector<std::string> constant;
  for (const auto& segmenter : study::segmenter_choices(study))
    for (const int threshold : study.thresholds) {
      const auto count = count_constant(
          results.runs_of(RunGroup{task.kind, study::VideoInput::kMasks, threshold, segmenter, false}));
      if (count.constant == 0) continue;
      const auto of_segmenter = segmenter_text(study, segmenter);
      constant.push_back(fmt::format("{}{} ({})", threshold_text(threshold),
                                     of_segmenter.empty() ? "" : ", " + of_segmenter,
                                     constant_text(count.constant, count.networks)));
    }
  if (!constant.empty())
    notes.push_back(fmt::format(
        "Networks that give everybody the same answer take part, since leaving them out would select on "
        "outcome; what is compared with them is a constant: {}.",
        join(constant, "; ")));
  if (!task.unscored_reason.empty()) notes.push_back(task.unscored_reason);
  return notes;
}

}  // namespace

Table comparison_table(const StudyResults& results, const ComparedTask& task, const TaskScores& scores) {
  const auto families = compare_thresholds(results, task, scores);
  Table table;
  table.name = task.prefix + "_comparisons";
  table.label = task.label + ", comparisons";
  table.columns = columns_of(results, task);
  if (compared_thresholds(results.study().thresholds).empty()) {
    table.caption = fmt::format(
        "{}: nothing to compare; the study has neither 0 % nor 50 % beside another threshold.", task.title);
    return table;
  }
  table.caption =
      fmt::format("{}: thresholds against 0 % and 50 %, by the scores of single test patients. {}",
                  task.title, conclusion(families, results, task));
  for (const auto& family : families)
    for (const auto& comparison : family.comparisons) {
      table.rows.push_back(row_of(results, task, family, comparison));
      table.rows.back().block = static_cast<int>(&family - families.data());
    }
  table.footnotes = notes_of(families, results, task);
  for (auto& note : notes_on_scores(results, task, scores)) table.footnotes.push_back(std::move(note));
  return table;
}

}  // namespace sonosweep::analysis
