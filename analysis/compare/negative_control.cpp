#include "analysis/compare/negative_control.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "analysis/compare/permuted_outcomes.h"
#include "analysis/tables/caption_text.h"
#include "analysis/tables/clinical_task.h"
#include "analysis/tables/constant_networks.h"
#include "analysis/tables/controls.h"
#include "analysis/tables/segmenter_text.h"
#include "analysis/tables/threshold_table.h"
#include "core/error.h"
#include "core/rng.h"
#include "core/text.h"
#include "stats/summary.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

using study::RunKind;

// Share of equal pairs among all pairs of cells.
double share_equal(const std::vector<double>& ratios) {
  std::size_t equal = 0, pairs = 0;
  for (std::size_t i = 0; i < ratios.size(); ++i)
    for (std::size_t j = 0; j < i; ++j, ++pairs)
      equal += tasks::classify_sf_change(ratios[i], ratios[j]) == tasks::SfChange::kSame ? 1 : 0;
  return pairs == 0 ? 0 : static_cast<double>(equal) / static_cast<double>(pairs);
}

double spread(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / n);
}

// See the head of negative_control.h.
tasks::Metrics chance_of(const std::vector<StoredPredictions>& units, RunKind kind,
                         const TestOutcomes& outcomes) {
  if (kind == RunKind::kSfChange) {
    const double q = share_equal(outcomes.sf_ratios);
    return {{"accuracy3", std::max(q, (1 - q) / 2)}, {"accuracy2", (1 + q) / 2}};
  }
  if (kind == RunKind::kSfRatio) {
    const double sd = spread(outcomes.sf_ratios);
    return {{"rmse_max", sd}, {"rmse_average", sd}, {"rmse_median", sd}};
  }
  const double rate = std::accumulate(outcomes.readmitted.begin(), outcomes.readmitted.end(), 0.0) /
                      static_cast<double>(outcomes.readmitted.size());
  stats::RunningMean recall, precision;
  for (const auto& unit : units) {
    const auto votes = tasks::readmission_votes(unit.readmission);
    std::size_t positive = 0;
    for (const auto& [patient, vote] : votes) positive += vote == 1 ? 1 : 0;
    recall.add(static_cast<double>(positive) / static_cast<double>(votes.size()));
    precision.add(positive == 0 ? 0 : rate);
  }
  return {{"accuracy", std::max(rate, 1 - rate)}, {"recall", recall.mean()}, {"precision", precision.mean()}};
}

struct Group {
  std::optional<study::SegmenterChoice> segmenter;
  std::string name, title;
  Runs runs;
};

std::vector<Group> groups_of(const StudyResults& results, const ClinicalTask& task) {
  std::vector<Group> groups;
  for (const auto& segmenter : study::segmenter_choices(results.study()))
    for (const int threshold : results.study().thresholds)
      groups.push_back(
          {segmenter, std::to_string(threshold), threshold_text(threshold),
           results.runs_of(RunGroup{task.kind, study::VideoInput::kMasks, threshold, segmenter, false})});
  for (auto& control : trained_controls(results, task))
    groups.push_back({std::nullopt, control.name, control.title, std::move(control.runs)});
  return groups;
}

// All permutations of one task, the same for each of its rows.
struct Draws {
  std::vector<Order> orders, for_p;
};

Draws draw(const TestOutcomes& outcomes, RunKind kind, const NegativeControlOptions& options) {
  Draws draws;
  for (std::size_t k = 0; k < options.permutations; ++k) {
    if (kind == RunKind::kReadmission) {
      Rng rng(derive_seed(options.seed, "permuted readmission", k));
      draws.orders.push_back(shuffled_order(outcomes.readmitted.size(), rng));
      continue;
    }
    // Pairs and days of both tasks get the same ratios.
    Rng rng(derive_seed(options.seed, "permuted S/F ratios", k));
    draws.orders.push_back(options.permuted == Permuted::kCells ? shuffled_order(outcomes.cells.size(), rng)
                                                                : patients_shuffled(outcomes, false, rng));
    draws.for_p.push_back(patients_shuffled(outcomes, true, rng));
  }
  if (draws.for_p.empty()) draws.for_p = draws.orders;
  return draws;
}

void add_rows(const Group& group, const ClinicalTask& task, const StoredOutcomes& stored, const Draws& draws,
              std::size_t patients, std::vector<ControlRow>& rows) {
  auto units = stored.of(group.runs);
  if (units.empty()) return;
  const auto& outcomes = stored.outcomes();
  const auto chance = chance_of(units, task.kind, outcomes);
  const auto observed = scored(units, task.kind, outcomes);
  std::map<std::string, std::vector<double>> permuted;
  for (const auto& order : draws.orders)
    for (const auto& [name, value] : scored(units, task.kind, outcomes, order))
      permuted[name].push_back(value);
  const auto p = permutation_p(units, task, outcomes, draws.for_p);
  for (const auto& column : task.metrics) {
    ControlRow row;
    row.kind = task.kind;
    row.segmenter = group.segmenter;
    row.name = group.name;
    row.title = group.title;
    row.metric = column;
    row.patients = patients;
    row.observed = observed.at(column.name);
    const auto summary = stats::summarize(permuted.at(column.name));
    if (summary.n == 0) continue;  // nobody was readmitted: no recall
    row.mean = summary.mean;
    row.standard_error = summary.sd / std::sqrt(static_cast<double>(summary.n));
    row.chance = chance.at(column.name);
    if (task.kind != RunKind::kSfChange)
      row.baseline = summarize_metric(group.runs, "baseline_" + column.name, Undefined::kNoPart).mean;
    row.p = p.at(column.name);
    rows.push_back(std::move(row));
  }
}

}  // namespace

bool ControlRow::better_than(double level) const {
  constexpr double kRounding = 1e-9;  // one answer for everybody is at chance, and has no standard error
  const double gain = metric.better == Direction::kUp ? mean - level : level - mean;
  return gain > kControlErrors * standard_error + kRounding;  // never of NaN
}

bool NegativeControl::is_at_chance() const {
  return std::none_of(rows.begin(), rows.end(),
                      [](const ControlRow& row) { return row.better_than_chance(); });
}

NegativeControl negative_control(const StudyResults& results, const NegativeControlOptions& options) {
  if (options.permutations < kFewestPermutations)
    throw_error<UsageError>("{} permutations: the negative control needs at least {}", options.permutations,
                            kFewestPermutations);
  const auto test_patients = count_test_patients(results.record());
  if (test_patients < kFewestControlPatients)
    throw_error<UsageError>(
        "the study has {}: the negative control needs at least {}, since permuting fewer leaves too many "
        "outcomes in place; set test_patients, or outer_test = rotate",
        counted(test_patients, "test patient"), kFewestControlPatients);
  const StoredOutcomes stored(results);
  const auto& outcomes = stored.outcomes();
  NegativeControl control;
  control.permutations = options.permutations;
  for (const auto& task : clinical_tasks()) {
    if (!results.study().has_task(study::run_kind_name(task.kind))) continue;
    const auto patients =
        task.kind == RunKind::kReadmission ? outcomes.patients.size() : outcomes.sf_patients();
    if (patients < kFewestControlPatients) {
      control.notes.push_back(
          fmt::format("{}: left out, outcomes and predictions of {} are there, and {} are "
                      "needed.",
                      task.title, counted(patients, "patient"), kFewestControlPatients));
      continue;
    }
    for (auto& note : constant_notes(results.runs_of(task.kind)))
      control.notes.push_back(task.title + ". " + note);
    for (auto& note : coverage_notes(results.runs_of(task.kind))) control.notes.push_back(std::move(note));
    const auto draws = draw(outcomes, task.kind, options);
    for (const auto& group : groups_of(results, task))
      add_rows(group, task, stored, draws, patients, control.rows);
  }
  if (!stored.problems().empty())
    control.notes.push_back(
        fmt::format("Left out ({}): {}.", stored.problems().size(), some_of(stored.problems(), "; ")));
  return control;
}

Table negative_control_table(const NegativeControl& control, const StudyResults& results) {
  constexpr int kDecimals = 4;
  const auto& study = results.study();
  Table table;
  table.name = "negative_control";
  table.label = "Negative control";
  table.caption = fmt::format(
      "Outcomes of the test patients permuted {} times, predictions as they are: S/F ratios over all "
      "(patient, "
      "day), readmission over patients. Mean over the permutations and its standard error (SE), against "
      "chance: "
      "the best answer that is the same for everybody. {}",
      control.permutations,
      control.rows.empty() ? "There is nothing to show yet."
      : control.is_at_chance()
          ? "Nothing is better than chance."
          : "SOMETHING IS BETTER THAN CHANCE: the metrics reward what is no prediction of the outcome.");
  table.columns = {Column::label("task", "Task")};
  for (auto& column : segmenter_columns(study)) table.columns.push_back(std::move(column));
  table.columns.push_back(Column::label("threshold", "Threshold"));
  table.columns.push_back(Column::label("metric", "Metric"));
  table.columns.push_back(Column::count("patients", "Patients"));
  table.columns.push_back(Column::count("permuted", "Permuted", kDecimals));
  table.columns.push_back(Column::count("standard_error", "SE", kDecimals));
  table.columns.push_back(Column::count("chance", "Chance", kDecimals));
  table.columns.push_back(Column::count("baseline", "Baseline", kDecimals));
  table.columns.push_back(Column::label("verdict", "Verdict"));
  table.columns.push_back(Column::count("observed", "As it is", kDecimals));
  table.columns.push_back(Column::count("p", "p", kDecimals));
  for (const auto& from : control.rows) {
    Row row;
    row.cells = {Cell::label(study::run_kind_name(from.kind), study::run_kind_name(from.kind))};
    if (from.segmenter) {
      for (auto& cell : segmenter_cells(study, *from.segmenter)) row.cells.push_back(std::move(cell));
    } else {
      row.cells.resize(row.cells.size() + study::swept_axes(study).size(), Cell::label("", "–"));
    }
    row.cells.push_back(Cell::label(from.name, from.title));
    row.cells.push_back(Cell::label(from.metric.name, from.metric.title));
    row.cells.push_back(Cell::number(static_cast<double>(from.patients)));
    row.cells.push_back(Cell::number(from.mean));
    row.cells.push_back(Cell::number(from.standard_error));
    row.cells.push_back(Cell::number(from.chance));
    row.cells.push_back(Cell::number(from.baseline));
    row.cells.push_back(from.better_than_chance() ? Cell::label("better_than_chance", "BETTER THAN CHANCE")
                        : from.better_than_baseline_only()
                            ? Cell::label("better_than_baseline", "better than the baseline only")
                            : Cell::label("at_chance", "at chance"));
    row.cells.push_back(Cell::number(from.observed));
    row.cells.push_back(Cell::number(from.p));
    row.n = from.patients;
    table.rows.push_back(std::move(row));
  }
  table.footnotes = {
      fmt::format(
          "Better than chance: by more than {} standard errors, one-sided. Worse is no fault: an answer "
          "that differs between patients loses where outcomes tell nothing.",
          kControlErrors),
      "Baseline: majority class or training mean, from the training patients. An RMSE below it is no leak "
      "while "
      "it is above chance (the SD of the S/F ratios): the network's mean is nearer to the test patients' "
      "than "
      "the training patients' is.",
      "S/F change counts pairs of different days only; those of one day are the same whatever the outcomes "
      "say.",
      "As it is: of the real outcomes. p: share of permutations (of whole patients and of the order of their "
      "days) at least as good; where the outcomes were made to tell nothing, a small p is a leak."};
  for (auto& note : segmenter_notes(study)) table.footnotes.push_back(std::move(note));
  table.footnotes.insert(table.footnotes.end(), control.notes.begin(), control.notes.end());
  return table;
}

}  // namespace sonosweep::analysis
