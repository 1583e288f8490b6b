// Which thresholds of a study are compared, and how many test patients that takes. The tests:
// compare/comparisons.h.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace sonosweep::analysis {

constexpr double kSignificance = 0.05;
// Fewer test patients cannot show a difference: with 8, the smallest two-sided p of the sign-flip test,
// 2/2^8, times the paper's 11 comparisons is above 0.05.
constexpr std::size_t kFewestPatients = 9;
// The same of so many comparisons: the smallest n >= kFewestPatients with comparisons * 2/2^n <= 0.05.
std::size_t fewest_patients(std::size_t comparisons);

// The distinct pairs: each other threshold against 0 %, each but these against 50 %, as far as the study has
// them; 11 of the paper's 7 thresholds. (threshold, against).
std::vector<std::pair<int, int>> compared_thresholds(const std::vector<int>& thresholds);

}  // namespace sonosweep::analysis
