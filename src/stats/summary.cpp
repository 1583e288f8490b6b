#include "stats/summary.h"

#include <cmath>

namespace sonosweep::stats {

void RunningMean::add(double value) {
  if (std::isnan(value)) return;
  sum_ += value;
  ++n_;
}

double RunningMean::mean() const {
  return n_ == 0 ? std::numeric_limits<double>::quiet_NaN() : sum_ / static_cast<double>(n_);
}

Summary summarize(const std::vector<double>& values) {
  Summary out;
  out.total = values.size();
  RunningMean mean;
  for (const double value : values) mean.add(value);
  out.n = mean.n();
  out.mean = mean.mean();
  if (out.n < 2) return out;
  // Two passes: no cancellation where the values are close to each other.
  double squares = 0;
  for (const double value : values)
    if (!std::isnan(value)) squares += (value - out.mean) * (value - out.mean);
  out.sd = std::sqrt(squares / static_cast<double>(out.n - 1));
  return out;
}

}  // namespace sonosweep::stats
