// Mean, sample standard deviation and how many values are behind them.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace sonosweep::stats {

struct Summary {
  std::size_t n = 0;                                       // defined (not NaN) values behind mean and sd
  std::size_t total = 0;                                   // all values, NaN included
  double mean = std::numeric_limits<double>::quiet_NaN();  // NaN if n = 0: a gap
  double sd = std::numeric_limits<double>::quiet_NaN();    // sample SD (n - 1); NaN if n < 2
};

Summary summarize(const std::vector<double>& values);

// A mean of the values that are defined, built up one at a time.
class RunningMean {
 public:
  // NaN is "not defined here" and leaves the mean alone.
  void add(double value);
  std::size_t n() const { return n_; }
  // NaN if nothing was defined.
  double mean() const;

 private:
  double sum_ = 0;
  std::size_t n_ = 0;
};

}  // namespace sonosweep::stats
