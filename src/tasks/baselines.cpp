#include "tasks/baselines.h"

#include <algorithm>
#include <limits>

#include "stats/regression.h"

namespace sonosweep::tasks {
namespace {

// Nothing learnt, nothing measured.
Metrics not_defined(Metrics metrics) {
  for (auto& [name, value] : metrics) value = std::numeric_limits<double>::quiet_NaN();
  return metrics;
}

// accuracy3 and accuracy2 of the predictor that these training pairs make.
Metrics majority(const std::vector<VideoPair>& train, const std::vector<VideoPair>& test) {
  if (train.empty()) return not_defined(sf_change_metrics({}));
  const auto counts = count_classes(train);
  SfChangePrediction always;
  always.logits[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())] =
      1;
  std::vector<SfChangePrediction> rows;
  for (const auto& pair : test) {
    always.label = pair.label;
    rows.push_back(always);
  }
  return sf_change_metrics(rows);
}

}  // namespace

Metrics sf_change_baseline(const SidePairs& train, const SidePairs& test) {
  auto metrics = majority(train.pairs, test.pairs);
  const auto days =
      majority(pairs_across_days(train.videos, train.pairs), pairs_across_days(test.videos, test.pairs));
  for (const char* name : {"accuracy3", "accuracy2"}) metrics[std::string(name) + "_days"] = days.at(name);
  return metrics;
}

Metrics sf_ratio_baseline(const std::vector<TaskVideo>& train, const std::vector<TaskVideo>& test) {
  std::vector<double> ratios;
  for (const auto& video : train) ratios.push_back(video.sf_ratio.value());
  const double always = stats::mean(ratios);  // NaN without any
  std::vector<SfRatioPrediction> rows;
  for (const auto& video : test)
    rows.push_back({video.id, video.patient, video.day, video.view, video.sf_ratio.value(), always});
  return sf_ratio_metrics(rows);
}

Metrics readmission_baseline(const std::vector<ReadmissionView>& train,
                             const std::vector<ReadmissionView>& test) {
  if (train.empty()) return not_defined(readmission_metrics({}));
  std::map<std::string, int> outcomes;
  for (const auto& view : train) outcomes[view.patient] = view.label;
  std::size_t yes = 0;
  for (const auto& [patient, outcome] : outcomes) yes += outcome == 1 ? 1 : 0;
  const double logit_yes = 2 * yes > outcomes.size() ? 1 : -1;
  std::vector<ReadmissionPrediction> rows;
  for (const auto& view : test) rows.push_back({view.patient, view.view, view.label, 0, logit_yes});
  return readmission_metrics(rows);
}

}  // namespace sonosweep::tasks
