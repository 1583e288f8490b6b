// Predicted numbers against true ones, and several numbers made one. A NaN among the values makes the result
// NaN (unlike summary.h, where it is left out): a prediction that failed must show.
#pragma once

#include <vector>

namespace sonosweep::stats {

// sqrt(mean((prediction - target)^2)); NaN without values. Throws std::invalid_argument if there are not as
// many predictions as targets.
double rmse(const std::vector<double>& predictions, const std::vector<double>& targets);

// NaN without values. The median of an even number is the mean of the middle two.
double mean(const std::vector<double>& values);
double median(std::vector<double> values);
double maximum(const std::vector<double>& values);

}  // namespace sonosweep::stats
