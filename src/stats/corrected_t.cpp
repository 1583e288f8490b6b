#include "stats/corrected_t.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/distributions.h"
#include "stats/summary.h"

namespace sonosweep::stats {

CorrectedT corrected_t_test(const std::vector<double>& differences, double test_to_train) {
  if (!(test_to_train >= 0)) throw std::invalid_argument("corrected_t_test: n2/n1 must not be negative");
  for (const double difference : differences)
    if (!std::isfinite(difference))
      throw std::invalid_argument("corrected_t_test: a difference is not finite");
  const auto summary = summarize(differences);
  CorrectedT out;
  out.k = summary.n;
  out.mean = summary.mean;
  if (out.k < 2) return out;
  const auto [low, high] = std::minmax_element(differences.begin(), differences.end());
  // Equal but for rounding is equal.
  out.testable = *high - *low > 1e-12 * std::max(std::fabs(*low), std::fabs(*high));
  const double k = static_cast<double>(out.k);
  out.standard_error = std::sqrt(1 / k + test_to_train) * summary.sd;
  if (!out.testable) return out;
  out.t = out.mean / out.standard_error;
  out.p = student_t_two_sided(out.t, k - 1);
  return out;
}

CorrectedT nadeau_bengio_test(const std::vector<double>& differences) {
  const auto k = differences.size();
  return corrected_t_test(differences, k < 2 ? 0 : 1 / static_cast<double>(k - 1));
}

}  // namespace sonosweep::stats
