// Spearman's rank correlation: Pearson's of the ranks, equal values at their mean rank (Kendall and Gibbons,
// "Rank Correlation Methods", 1990).
#pragma once

#include <vector>

namespace sonosweep::stats {

// -1..1. NaN for fewer than 3 pairs, and where all values of one side are equal. Throws std::invalid_argument
// for sides of different length or a value that is not finite.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace sonosweep::stats
