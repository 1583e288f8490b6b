#include "stats/regression.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace sonosweep::stats {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Of these no order and no maximum can be told.
bool undefined(const std::vector<double>& values) {
  return values.empty() ||
         std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
}

}  // namespace

double rmse(const std::vector<double>& predictions, const std::vector<double>& targets) {
  if (predictions.size() != targets.size())
    throw std::invalid_argument("rmse: expected as many predictions as targets");
  std::vector<double> squares;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    const double error = predictions[i] - targets[i];
    squares.push_back(error * error);
  }
  return std::sqrt(mean(squares));
}

double mean(const std::vector<double>& values) {
  if (values.empty()) return kNan;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double median(std::vector<double> values) {
  if (undefined(values)) return kNan;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : mean({values[half - 1], values[half]});
}

double maximum(const std::vector<double>& values) {
  return undefined(values) ? kNan : *std::max_element(values.begin(), values.end());
}

}  // namespace sonosweep::stats
