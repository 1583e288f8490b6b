#include "analysis/compare/recommendation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "analysis/compare/comparisons.h"
#include "analysis/compare/recommendation_text.h"
#include "analysis/render/table_text.h"
#include "analysis/tables/caption_text.h"
#include "analysis/tables/clinical_task.h"
#include "analysis/tables/label_reach.h"
#include "analysis/tables/segmentation_table.h"
#include "analysis/tables/segmenter_text.h"
#include "analysis/tables/threshold_table.h"
#include "core/error.h"
#include "core/text.h"
#include "stats/corrected_t.h"
#include "stats/holm.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

// What the runs of a threshold differ in that speaks of chance: the patients that validate, or else seeds.
// Segmenters have no validation patients of their own: those of two test groups are mostly the same.
struct Unit {
  std::string name;
  double validation_to_train = 0;  // of the corrected t-test: patients of their own and shared training
  std::uint64_t of(const study::RunSpec& run) const {
    if (name == "seed") return run.seed;
    // Fold k of a rotation is group k, but for the one that tests (study/split.h).
    const bool is_behind = name == "group" && run.fold >= run.rotation;
    return static_cast<std::uint64_t>(is_behind ? run.fold + 1 : run.fold);
  }
};

Unit unit_of(const study::Study& study, study::RunKind kind) {
  if (study::is_clinical(kind))
    return {study.rotations() > 1 ? "group" : "fold", 1.0 / (study.folds - 1)};  // the others train
  if (study.seeds.size() > 1) return {"seed", 0};
  return {};
}

std::map<std::uint64_t, double> by_unit(const Runs& runs, const std::string& metric, const Unit& unit) {
  std::map<std::uint64_t, stats::RunningMean> means;
  for (const RunOutcome* run : runs) {
    const auto found = run->metrics.find(metric);
    if (run->state == RunState::kDone && found != run->metrics.end())
      means[unit.of(run->spec)].add(found->second);
  }
  std::map<std::uint64_t, double> values;
  for (const auto& [key, mean] : means)
    if (mean.n() > 0) values[key] = mean.mean();
  return values;
}

// Tests every candidate against the best one. That one was chosen by the same values: Holm's family is all
// pairs.
void test_candidates(Recommendation& recommendation,
                     const std::vector<std::map<std::uint64_t, double>>& values, const Unit& unit) {
  std::vector<double> p_values;
  std::vector<Candidate*> tested;
  const auto best = static_cast<std::size_t>(recommendation.best);
  for (std::size_t c = 0; c < recommendation.candidates.size(); ++c) {
    auto& candidate = recommendation.candidates[c];
    if (c == best || !candidate.complete) continue;
    candidate.difference = candidate.validation.value - recommendation.candidates[best].validation.value;
    std::vector<double> differences;
    for (const auto& [key, value] : values[c])
      if (const auto other = values[best].find(key); other != values[best].end())
        differences.push_back(value - other->second);
    p_values.push_back(stats::corrected_t_test(differences, unit.validation_to_train).p);
    tested.push_back(&candidate);
  }
  const auto all = recommendation.candidates.size();
  p_values.resize(all * (all - 1) / 2, std::numeric_limits<double>::quiet_NaN());
  p_values = stats::holm_adjusted(p_values);
  for (std::size_t i = 0; i < tested.size(); ++i) {
    tested[i]->p_holm = p_values[i];
    tested[i]->separated = p_values[i] <= kSignificance;
  }
}

void count_values(Candidate& candidate, const Runs& runs, const std::string& metric) {
  candidate.runs = runs.size();
  for (const RunOutcome* run : runs) {
    const auto found = run->metrics.find(metric);
    const bool is_stated = run->state == RunState::kDone && found != run->metrics.end();
    candidate.missing += is_stated ? 0 : 1;
    candidate.undefined += is_stated && std::isnan(found->second) ? 1 : 0;
  }
}

// With `seed`: by its runs alone, and without a test.
Recommendation recommend(const StudyResults& results, const RecommendingMetric& metric,
                         const study::SegmenterChoice& segmenter,
                         std::optional<std::uint64_t> seed = std::nullopt) {
  const auto unit = unit_of(results.study(), metric.kind);
  // Where nobody of a fold's patients is positive, recall has no value there; a segmenter's has one always.
  const auto undefined =
      metric.kind == study::RunKind::kSegmentation ? Undefined::kMissing : Undefined::kNoPart;
  Recommendation out;
  out.segmenter = segmenter;
  if (!seed) out.unit = unit.name;
  std::vector<std::map<std::uint64_t, double>> values;
  for (const int threshold : results.study().thresholds) {
    auto runs =
        results.runs_of(RunGroup{metric.kind, study::VideoInput::kMasks, threshold, segmenter, false});
    if (seed)
      runs.erase(std::remove_if(runs.begin(), runs.end(),
                                [&](const RunOutcome* run) { return run->spec.seed != *seed; }),
                 runs.end());
    Candidate candidate;
    candidate.threshold = threshold;
    candidate.validation = Cell::number(summarize_metric(runs, "val_" + metric.name(), undefined));
    candidate.test = Cell::number(summarize_metric(runs, metric.name(), undefined));
    candidate.excluded = why_not_recommended(results, metric.kind, threshold, segmenter, seed);
    count_values(candidate, runs, "val_" + metric.name());
    candidate.complete = candidate.excluded.empty() && candidate.validation.n > 0 &&
                         candidate.validation.n == candidate.validation.total;
    values.push_back(by_unit(runs, "val_" + metric.name(), unit));
    const bool is_up = metric.column.better == Direction::kUp;
    const auto* best = out.recommended();
    if (candidate.complete &&
        (best == nullptr || (is_up ? candidate.validation.value > best->validation.value
                                   : candidate.validation.value < best->validation.value)))
      out.best = static_cast<std::ptrdiff_t>(out.candidates.size());
    out.candidates.push_back(std::move(candidate));
  }
  if (out.best >= 0 && !seed) test_candidates(out, values, unit);
  return out;
}

Row row_of(const study::Study& study, const Recommendation& found, const Candidate& candidate) {
  const bool is_best = &candidate == found.recommended();
  Row row;
  row.n = candidate.validation.n;
  row.cells = segmenter_cells(study, found.segmenter);
  row.cells.push_back(Cell::label(std::to_string(candidate.threshold), threshold_text(candidate.threshold)));
  row.cells.push_back(Cell::number(candidate.validation.value));
  row.cells.push_back(Cell::number(candidate.validation.sd));
  row.cells.push_back(Cell::number(static_cast<double>(candidate.validation.n)));
  row.cells.push_back(Cell::number(candidate.difference));
  row.cells.push_back(Cell::number(candidate.p_holm));
  row.cells.push_back(!candidate.excluded.empty() ? Cell::label("excluded", candidate.excluded)
                      : candidate.is_undefined()  ? Cell::label("undefined", "not defined")
                      : !candidate.complete       ? Cell::label("incomplete", "runs missing")
                      : is_best                   ? Cell::label("recommended", "recommended")
                      : candidate.separated       ? Cell::label("separated", "separated")
                                                  : Cell::label("not_separated", "not separated"));
  row.cells.push_back(is_best ? Cell::number(candidate.test.value) : Cell());
  return row;
}

Table note(std::string why) {
  Table table;
  table.name = "recommendation";
  table.label = "Recommendation";
  table.caption = std::move(why);
  table.columns = {Column::label("threshold", "Threshold")};
  return table;
}

}  // namespace

const Candidate* Recommendation::recommended() const {
  return best < 0 ? nullptr : &candidates[static_cast<std::size_t>(best)];
}

RecommendingMetric recommending_metric(const study::Study& study) {
  for (const auto& column : segmentation_columns(true))
    if (column.name == study.recommend_by) return {study::RunKind::kSegmentation, column};
  for (const auto& task : clinical_tasks())
    for (const auto& column : task.metrics)
      if (column.name == study.recommend_by) return {task.kind, column};
  throw_error<Error>("study.recommend_by = {}: no table has such a column", study.recommend_by);
}

std::vector<Recommendation> recommendations(const StudyResults& results, std::optional<std::uint64_t> seed) {
  const auto metric = recommending_metric(results.study());
  if (!results.study().has_task(study::run_kind_name(metric.kind))) return {};
  if (metric.name() == "truth_iou" && !results.record().has_truth) return {};
  std::vector<Recommendation> all;
  for (const auto& segmenter : study::segmenter_choices(results.study()))
    all.push_back(recommend(results, metric, segmenter, seed));
  return all;
}

Table recommendation_table(const StudyResults& results) {
  const auto& study = results.study();
  const auto metric = recommending_metric(study);
  const auto all = recommendations(results);
  if (all.empty())
    return note(fmt::format(
        "None: the study declares {} as the validation metric that decides, and {}.", study.recommend_by,
        metric.name() == "truth_iou" ? "the true structures of this data are not known"
                                     : fmt::format("{} is not trained", study::run_kind_name(metric.kind))));
  Table table =
      note(fmt::format("Threshold by {} on the validation patients, the metric that the study file declared; "
                       "its target is the same for "
                       "every threshold.",
                       metric.column.title));
  const RunGroup group{metric.kind, study::VideoInput::kMasks, study.thresholds.front(),
                       study::segmenter_choices(study).front(), false};
  const int decimals = metric.column.decimals;
  table.columns.push_back(Column::metric("val_" + metric.name(), "val. " + metric.column.title,
                                         metric.column.better, false, decimals));
  table.columns.push_back(Column::count("val_sd", "SD", decimals));
  table.columns.push_back(Column::count("runs", "Runs"));
  table.columns.push_back(Column::count("difference", "To recommended", decimals));
  table.columns.push_back(Column::count("p_holm", "p (Holm)", 4));
  table.columns.push_back(Column::label("choice", "Choice"));
  table.columns.push_back(
      Column::metric(metric.name(), "test " + metric.column.title, metric.column.better, false, decimals));
  const auto labels = segmenter_columns(study);
  table.columns.insert(table.columns.begin(), labels.begin(), labels.end());
  for (std::size_t block = 0; block < all.size(); ++block) {
    table.caption += " " + recommendation_sentences(all[block], metric, study);
    for (const auto& candidate : all[block].candidates) {
      table.rows.push_back(row_of(study, all[block], candidate));
      table.rows.back().block = static_cast<int>(block);
    }
  }
  if (results.runs_of(group).size() > 1)
    table.caption += fmt::format(" Mean and sample standard deviation over {}.", varied_text(results, group));
  const auto few = too_few_text(count_test_patients(results.record()), study);
  if (!few.empty()) table.caption += " " + few;
  table.footnotes = {
      separation_note(all.front(), metric, study),
      "Of the test values only that of the recommended threshold is shown: it was chosen without "
      "looking at them. Of equal ones the first is recommended."};
  if (metric.name() == "recall" || metric.name() == "precision")
    table.footnotes.push_back(fmt::format(
        "{} by itself is largest of an answer that helps nobody ({}): read it beside the accuracy.",
        metric.column.title,
        metric.name() == "recall" ? "yes for everybody" : "yes for the surest one alone"));
  for (auto& note : constant_recommendation_notes(results, metric, all))
    table.footnotes.push_back(std::move(note));
  if (metric.kind != study::RunKind::kSegmentation && !study.has_fold_segmenters())
    table.footnotes.push_back(
        "The segmenters have seen most validation patients in training; segmenter_per_fold avoids it.");
  return table;
}

}  // namespace sonosweep::analysis
