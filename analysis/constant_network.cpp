#include "analysis/constant_network.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "stats/summary.h"

namespace sonosweep::analysis {
namespace {

template <std::size_t N>
std::array<double, N> softmax(const std::array<double, N>& logits) {
  const double top = *std::max_element(logits.begin(), logits.end());
  std::array<double, N> out{};
  double sum = 0;
  for (std::size_t k = 0; k < N; ++k) sum += out[k] = std::exp(logits[k] - top);
  for (auto& value : out) value /= sum;
  return out;
}

template <std::size_t N>
bool all_alike(const std::vector<std::array<double, N>>& logits) {
  if (logits.empty()) return false;
  auto low = softmax(logits.front()), high = low;
  for (const auto& row : logits) {
    const auto p = softmax(row);
    for (std::size_t k = 0; k < N; ++k) {
      low[k] = std::min(low[k], p[k]);
      high[k] = std::max(high[k], p[k]);
    }
  }
  for (std::size_t k = 0; k < N; ++k)
    if (high[k] - low[k] >= kConstantRange) return false;
  return true;
}

}  // namespace

bool is_constant(const StoredPredictions& predictions) {
  std::vector<std::array<double, 3>> changes;
  for (const auto& row : predictions.sf_change) changes.push_back(row.logits);
  std::vector<std::array<double, 2>> readmissions;
  for (const auto& row : predictions.readmission) readmissions.push_back({row.logit_no, row.logit_yes});
  std::vector<double> answers, targets;
  for (const auto& row : predictions.sf_ratio) {
    answers.push_back(row.prediction);
    targets.push_back(row.target);
  }
  const bool ratios_alike =
      answers.size() > 1 && stats::summarize(answers).sd < kConstantShareOfSd * stats::summarize(targets).sd;
  return all_alike(changes) || all_alike(readmissions) || ratios_alike;
}

}  // namespace sonosweep::analysis
