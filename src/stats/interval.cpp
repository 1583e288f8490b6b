#include "stats/interval.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/rng.h"
#include "stats/distributions.h"

namespace sonosweep::stats {
namespace {

void require_confidence(double confidence) {
  if (!(confidence > 0 && confidence < 1)) throw std::invalid_argument("interval: confidence outside 0..1");
}

}  // namespace

Interval wilson_interval(double successes, double n, double confidence) {
  require_confidence(confidence);
  if (!(successes >= 0 && successes <= n))
    throw std::invalid_argument("wilson_interval: successes outside 0..n");
  if (n == 0) return {};
  const double z = normal_quantile(0.5 + confidence / 2), rate = successes / n;
  const double centre = rate + z * z / (2 * n);
  const double reach = z * std::sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  // At 0 and n the ends are 0 and 1; rounding must not leave them.
  return {successes == 0 ? 0 : std::max(0.0, (centre - reach) / scale),
          successes == n ? 1 : std::min(1.0, (centre + reach) / scale)};
}

Interval bootstrap_mean(const std::vector<double>& values, const BootstrapOptions& options) {
  require_confidence(options.confidence);
  if (options.draws == 0) throw std::invalid_argument("bootstrap_mean: no draws");
  for (const double value : values)
    if (!std::isfinite(value)) throw std::invalid_argument("bootstrap_mean: a value is not finite");
  if (values.size() < 2) return {};
  Rng rng(derive_seed(options.seed, "bootstrap"));
  std::vector<double> means(options.draws);
  for (auto& mean : means) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += values[rng.below(values.size())];
    mean = sum / static_cast<double>(values.size());
  }
  std::sort(means.begin(), means.end());
  const double tail = (1 - options.confidence) / 2;
  return {sorted_quantile(means, tail), sorted_quantile(means, 1 - tail)};
}

double sorted_quantile(const std::vector<double>& sorted, double p) {
  if (sorted.empty() || !(p >= 0 && p <= 1))
    throw std::invalid_argument("sorted_quantile: no values, or p outside 0..1");
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

}  // namespace sonosweep::stats
