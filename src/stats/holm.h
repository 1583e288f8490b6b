// Several comparisons at once.
#pragma once

#include <vector>

namespace sonosweep::stats {

// p-values adjusted so that rejecting those <= alpha errs anywhere with probability <= alpha, whatever their
// dependence (Holm, Scand. J. Statist. 6, 1979): in ascending order, max over j <= i of min(1, (m - j + 1)
// p_j). A NaN (not testable) stays NaN and still counts in m: the family was declared before. In the order
// given. Throws std::invalid_argument for a p outside 0..1.
std::vector<double> holm_adjusted(const std::vector<double>& p_values);

}  // namespace sonosweep::stats
