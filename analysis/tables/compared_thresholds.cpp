#include "analysis/tables/compared_thresholds.h"

#include <algorithm>
#include <cmath>

namespace sonosweep::analysis {
namespace {

bool holds(const std::vector<int>& values, int value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

std::size_t fewest_patients(std::size_t comparisons) {
  std::size_t n = kFewestPatients;
  while (static_cast<double>(comparisons) * std::ldexp(2, -static_cast<int>(n)) > kSignificance) ++n;
  return n;
}

std::vector<std::pair<int, int>> compared_thresholds(const std::vector<int>& thresholds) {
  constexpr int kNone = 0, kNaive = 50;
  std::vector<std::pair<int, int>> pairs;
  const bool has_none = holds(thresholds, kNone), has_naive = holds(thresholds, kNaive);
  for (const int threshold : thresholds)
    if (has_none && threshold != kNone) pairs.emplace_back(threshold, kNone);
  for (const int threshold : thresholds)
    if (has_naive && threshold != kNaive && threshold != kNone) pairs.emplace_back(threshold, kNaive);
  return pairs;
}

}  // namespace sonosweep::analysis
