// Intervals around estimates. A NaN end: nothing to estimate from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace sonosweep::stats {

struct Interval {
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
};

// Score interval of a rate, `successes` of `n` (Wilson, J. Am. Stat. Assoc. 22, 1927):
// (p + z^2/2n -+ z sqrt(p (1-p)/n + z^2/4n^2)) / (1 + z^2/n). Both may be fractions: a rate that is the mean
// of several readings of the same n. NaN for n = 0. Throws std::invalid_argument unless 0 <= successes <= n
// and 0 < confidence < 1.
Interval wilson_interval(double successes, double n, double confidence = 0.95);

struct BootstrapOptions {
  double confidence = 0.95;
  std::size_t draws = 10000;
  std::uint64_t seed = 20;  // fixed, so that equal data gives equal intervals
};

// Percentile interval of the mean over independent units, patients say: units are drawn with replacement
// (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13). NaN for fewer than two units.
// With few units (under ten) it is too narrow to be more than a description. Throws std::invalid_argument for
// a value that is not finite or options out of range.
Interval bootstrap_mean(const std::vector<double>& values, const BootstrapOptions& options = {});

// Linear interpolation between order statistics, type 7 of Hyndman and Fan (Am. Stat. 50, 1996), NumPy's
// default. `sorted` ascending and not empty, 0 <= p <= 1; throws std::invalid_argument otherwise.
double sorted_quantile(const std::vector<double>& sorted, double p);

}  // namespace sonosweep::stats
