#include "analysis/compare/recommendation_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/render/table_text.h"
#include "analysis/tables/caption_text.h"
#include "analysis/tables/clinical_task.h"
#include "analysis/tables/constant_networks.h"
#include "analysis/tables/segmenter_text.h"
#include "analysis/tables/threshold_table.h"
#include "core/text.h"

namespace sonosweep::analysis {
namespace {

std::string value_text(const Cell& cell, const Column& column) {
  if (cell.is_gap()) return "not defined";
  auto text = fixed_text(cell.value, column.decimals);
  if (!std::isnan(cell.sd)) text += " ± " + fixed_text(cell.sd, column.decimals);
  return text;
}

// Whether of all candidates that would compete, and do not, runs are missing, and nothing else.
bool is_waiting(const Recommendation& found) {
  std::size_t waiting = 0, undefined = 0;
  for (const auto& candidate : found.candidates) {
    undefined += candidate.is_undefined() ? 1 : 0;
    waiting += !candidate.complete && candidate.excluded.empty() && !candidate.is_undefined() ? 1 : 0;
  }
  return waiting > 0 && undefined == 0;
}

// "no validation patient was readmitted".
std::string need_text(const RecommendingMetric& metric) {
  for (const auto& task : clinical_tasks()) {
    if (task.kind != metric.kind) continue;
    const auto need = task.metric_needs.find(metric.name());
    return "no validation patient " + (need == task.metric_needs.end() ? task.sample_need : need->second);
  }
  if (metric.name() == "trimap") return "no pixel of the validation images has confidence 0 or 1";
  if (metric.name() == "truth_iou") return "no validation image has a true structure or a predicted one";
  return "there is no validation image";
}

// With a blank before it; "" where nobody is excluded.
std::string excluded_sentence(const Recommendation& found) {
  std::vector<std::string> parts;
  for (const auto& candidate : found.candidates)
    if (!candidate.excluded.empty())
      parts.push_back(fmt::format("{}: {}", threshold_text(candidate.threshold), candidate.excluded));
  return parts.empty() ? std::string()
                       : fmt::format(" Not considered, whatever its values: {}.", join(parts, "; "));
}

}  // namespace

std::string undefined_sentence(const Recommendation& found, const RecommendingMetric& metric) {
  std::vector<std::string> parts;
  for (const auto& candidate : found.candidates)
    if (candidate.undefined > 0)
      parts.push_back(fmt::format("{} of {} at {}", candidate.undefined,
                                  counted(candidate.runs - candidate.missing, "finished run"),
                                  threshold_text(candidate.threshold)));
  if (parts.empty()) return {};
  return fmt::format("{} on the validation patients is not defined where {}: {}.{}", metric.column.title,
                     need_text(metric), join(parts, ", "),
                     study::is_clinical(metric.kind)
                         ? " Means are over the other runs."
                         : " A threshold without it in some run does not compete.");
}

std::string recommendation_sentences(const Recommendation& found, const RecommendingMetric& metric,
                                     const study::Study& study) {
  const auto* best = found.recommended();
  auto of_segmenter = segmenter_text(study, found.segmenter);
  if (!of_segmenter.empty()) of_segmenter = " of " + of_segmenter;
  auto excluded = excluded_sentence(found);
  if (const auto undefined = undefined_sentence(found, metric); !undefined.empty())
    excluded += " " + undefined;
  if (best == nullptr)
    return fmt::format("No threshold{} {}: nothing is recommended.{}", of_segmenter,
                       is_waiting(found) ? "has all its runs yet" : "can be recommended", excluded);
  const std::string text =
      fmt::format("Recommended{}: {}; {} on the validation patients, {} on the test patients.", of_segmenter,
                  threshold_text(best->threshold), value_text(best->validation, metric.column),
                  value_text(best->test, metric.column)) +
      excluded;
  std::vector<std::string> others;
  std::size_t competing = 0;
  for (const auto& candidate : found.candidates) {
    if (!candidate.complete || &candidate == best) continue;
    ++competing;
    if (!candidate.separated) others.push_back(threshold_text(candidate.threshold));
  }
  if (competing == 0)
    return text + (is_waiting(found) ? " No other threshold has all its runs yet."
                                     : " No other threshold competes.");
  if (found.unit.empty() && study.rotations() > 1)
    return text +
           " The runs share validation patients, so that there is no test: the evidence does not separate "
           "the candidates.";
  if (found.unit.empty())
    return text +
           " One run per threshold: how far another seed would move these values is not known, and the "
           "evidence "
           "does not separate the candidates.";
  if (others.empty())
    return text + fmt::format(" The {}s separate it from every other threshold.", found.unit);
  if (others.size() == competing)
    return text + " The evidence does not separate it from any other threshold.";
  return text + fmt::format(" The evidence does not separate it from {}.", join(others, ", "));
}

std::vector<std::string> constant_recommendation_notes(const StudyResults& results,
                                                       const RecommendingMetric& metric,
                                                       const std::vector<Recommendation>& all) {
  std::vector<std::string> notes;
  const auto row = [&](study::RunKind kind, const Recommendation& found, int threshold) {
    return results.runs_of(RunGroup{kind, study::VideoInput::kMasks, threshold, found.segmenter, false});
  };
  for (const auto& found : all) {
    if (found.recommended() == nullptr) continue;
    const int threshold = found.recommended()->threshold;
    std::vector<std::string> parts;
    for (const auto& task : clinical_tasks()) {
      const auto count = count_constant(row(task.kind, found, threshold));
      if (count.constant > 0)
        parts.push_back(fmt::format("{} {}", task.label, constant_text(count.constant, count.networks)));
    }
    if (parts.empty()) continue;
    auto of_segmenter = segmenter_text(results.study(), found.segmenter);
    if (!of_segmenter.empty()) of_segmenter = " of " + of_segmenter;
    notes.push_back(
        fmt::format("Networks at the recommended threshold{} that give everybody the same answer: {}.",
                    of_segmenter, join(parts, ", ")));
  }
  std::size_t by_test = 0;
  if (study::is_clinical(metric.kind))
    for (const RunOutcome* run : results.runs_of_thresholds(metric.kind))
      by_test += run->spread.constant && run->spread.source == RunSpread::Source::kTestRows ? 1 : 0;
  if (by_test > 0)
    notes.push_back(
        fmt::format("{} constant on the test samples; an older version wrote the results, and whether the "
                    "networks are constant on validation, which would exclude a threshold, is not known.",
                    by_test == 1 ? "1 network is" : fmt::format("{} networks are", by_test)));
  return notes;
}

std::string separation_note(const Recommendation& found, const RecommendingMetric& metric,
                            const study::Study& study) {
  if (found.unit.empty())
    return study.rotations() > 1 ? "The runs share validation patients: not tested."
                                 : "One run per threshold: no error bar, no test.";
  std::string note =
      found.unit == "seed"
          ? fmt::format("Separated: paired t-test over {} seeds", study.seeds.size())
          : fmt::format("Separated: Nadeau-Bengio over {}s, each with validation patients of its own",
                        found.unit);
  note +=
      ", two-sided, adjusted by Holm over all pairs of candidates, since the recommended one was chosen by "
      "the same values, p <= 0.05";
  if (found.unit == "seed")
    note += "; conditional on these validation patients";
  else if (study::is_clinical(metric.kind) && !study.has_fold_segmenters())
    note += study.rotations() > 1 || study.seeds.size() > 1
                ? "; conditional on each threshold's segmenters"
                : "; conditional on each threshold's one segmenter";
  return note + ".";
}

}  // namespace sonosweep::analysis
