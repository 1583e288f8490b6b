#include "analysis/compare/comparisons.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "core/error.h"
#include "stats/holm.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

using RunKey = std::tuple<int, std::uint64_t, int>;  // rotation, seed, fold
using RunsByKey = std::map<RunKey, const RunOutcome*>;

RunsByKey done_runs(const StudyResults& results, const ComparedTask& task,
                    const study::SegmenterChoice& segmenter, int threshold) {
  RunsByKey runs;
  for (const RunOutcome* run :
       results.runs_of(RunGroup{task.kind, study::VideoInput::kMasks, threshold, segmenter, false}))
    if (run->state == RunState::kDone) runs[{run->spec.rotation, run->spec.seed, run->spec.fold}] = run;
  return runs;
}

std::vector<std::pair<const RunOutcome*, const RunOutcome*>> pairs_of(const RunsByKey& first,
                                                                      const RunsByKey& second) {
  std::vector<std::pair<const RunOutcome*, const RunOutcome*>> pairs;
  for (const auto& [key, run] : first)
    if (const auto found = second.find(key); found != second.end()) pairs.emplace_back(run, found->second);
  return pairs;
}

// Means of what is added under a key, in the order of the keys.
template <typename Key>
class MeanBy {
 public:
  void add(const Key& key, double value) { means_[key].add(value); }
  std::vector<double> values() const {
    std::vector<double> values;
    for (const auto& [key, mean] : means_) values.push_back(mean.mean());
    return values;
  }

 private:
  std::map<Key, stats::RunningMean> means_;
};

const PatientScores* scores_of(const TaskScores& scores, const RunOutcome* run, const std::string& metric) {
  const auto found = scores.of.find(run);
  if (found == scores.of.end()) return nullptr;
  const auto by_metric = found->second.find(metric);
  return by_metric == found->second.end() ? nullptr : &by_metric->second;
}

double metric_of(const RunOutcome& run, const std::string& metric) {
  const auto found = run.metrics.find(metric);
  return found == run.metrics.end() ? std::nan("") : found->second;
}

Comparison compare(const StudyResults& results, const TaskScores& scores, const std::string& metric,
                   const RunsByKey& first, const RunsByKey& second) {
  Comparison out;
  MeanBy<std::string> patients;
  MeanBy<int> units;
  const bool rotates = results.study().rotations() > 1;
  for (const auto& [a, b] : pairs_of(first, second)) {
    const double difference = metric_of(*a, metric) - metric_of(*b, metric);
    if (!std::isnan(difference)) units.add(rotates ? a->spec.rotation : a->spec.fold, difference);
    const auto *of_a = scores_of(scores, a, metric), *of_b = scores_of(scores, b, metric);
    if (of_a == nullptr || of_b == nullptr) continue;
    ++out.runs;
    for (const auto& [patient, score] : *of_a)
      if (const auto other = of_b->find(patient); other != of_b->end())
        patients.add(patient, score - other->second);
  }
  out.differences = patients.values();
  out.effect = stats::paired_effect(out.differences);
  out.test = stats::sign_flip_test(out.differences);
  const int k = rotates ? results.study().rotations() : results.study().folds;
  out.folds = stats::corrected_t_test(units.values(), 1.0 / (k - 1));
  return out;
}

}  // namespace

std::vector<ComparisonFamily> compare_thresholds(const StudyResults& results, const ComparedTask& task,
                                                 const TaskScores& scores) {
  const auto& study = results.study();
  std::vector<ComparisonFamily> families;
  for (const auto& segmenter : study::segmenter_choices(study)) {
    std::map<int, RunsByKey> runs;
    for (const int threshold : study.thresholds)
      runs[threshold] = done_runs(results, task, segmenter, threshold);
    for (const auto& metric : task.metrics) {
      if (task.has_no_patient_score(metric.name)) continue;
      ComparisonFamily family;
      family.segmenter = segmenter;
      family.metric = metric;
      family.is_primary = metric.name == primary_metric(study, task);
      std::vector<double> p_values;
      for (const auto& [threshold, against] : compared_thresholds(study.thresholds)) {
        auto comparison = compare(results, scores, metric.name, runs[threshold], runs[against]);
        comparison.threshold = threshold;
        comparison.against = against;
        p_values.push_back(comparison.test.p);
        family.comparisons.push_back(std::move(comparison));
      }
      p_values = stats::holm_adjusted(p_values);
      for (std::size_t i = 0; i < p_values.size(); ++i) {
        family.comparisons[i].p_holm = p_values[i];
        family.comparisons[i].fewest_patients = fewest_patients(p_values.size());
      }
      families.push_back(std::move(family));
    }
  }
  return families;
}

}  // namespace sonosweep::analysis
