#include "tasks/prediction_spread.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "stats/summary.h"

namespace sonosweep::tasks {
namespace {

template <std::size_t n>
std::array<double, n> softmax(const std::array<double, n>& logits) {
  const double largest = *std::max_element(logits.begin(), logits.end());  // exp() cannot overflow
  std::array<double, n> shares{};
  double sum = 0;
  for (std::size_t k = 0; k < n; ++k) sum += shares[k] = std::exp(logits[k] - largest);
  for (double& share : shares) share /= sum;
  return shares;
}

template <std::size_t n>
PredictionSpread spread_of_logits(const std::vector<std::array<double, n>>& rows) {
  PredictionSpread spread;
  spread.rows = rows.size();
  if (rows.size() < 2) return spread;
  auto low = softmax(rows.front()), high = low;
  for (const auto& row : rows) {
    const auto shares = softmax(row);
    for (std::size_t k = 0; k < n; ++k) {
      low[k] = std::min(low[k], shares[k]);
      high[k] = std::max(high[k], shares[k]);
    }
  }
  spread.value = 0;
  for (std::size_t k = 0; k < n; ++k) spread.value = std::max(spread.value, high[k] - low[k]);
  spread.constant = spread.value < kLeastProbabilityRange;
  return spread;
}

}  // namespace

PredictionSpread spread_of(const std::vector<SfChangePrediction>& rows) {
  std::vector<std::array<double, 3>> logits;
  std::set<SfChange> answers;
  for (const auto& row : rows) {
    logits.push_back(row.logits);
    answers.insert(predicted_change(row));
  }
  auto spread = spread_of_logits(logits);
  spread.one_class = spread.is_defined() && !spread.constant && answers.size() == 1;
  return spread;
}

PredictionSpread spread_of(const std::vector<SfRatioPrediction>& rows) {
  PredictionSpread spread;
  spread.rows = rows.size();
  if (rows.size() < 2) return spread;
  std::vector<double> targets, predictions;
  for (const auto& row : rows) {
    targets.push_back(row.target);
    predictions.push_back(row.prediction);
  }
  const auto [low, high] = std::minmax_element(targets.begin(), targets.end());
  if (classify_sf_change(*low, *high) == SfChange::kSame) return spread;
  spread.value = stats::summarize(predictions).sd / stats::summarize(targets).sd;
  spread.constant = spread.value < kLeastSdRatio;
  return spread;
}

PredictionSpread spread_of(const std::vector<ReadmissionPrediction>& rows) {
  std::vector<std::array<double, 2>> logits;
  for (const auto& row : rows) logits.push_back({row.logit_no, row.logit_yes});
  auto spread = spread_of_logits(logits);
  std::set<int> answers;
  const auto votes = readmission_votes(rows);
  for (const auto& [patient, vote] : votes) answers.insert(vote);
  spread.one_class = spread.is_defined() && !spread.constant && votes.size() > 1 && answers.size() == 1;
  return spread;
}

}  // namespace sonosweep::tasks
