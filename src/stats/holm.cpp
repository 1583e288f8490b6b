#include "stats/holm.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>

namespace sonosweep::stats {

std::vector<double> holm_adjusted(const std::vector<double>& p_values) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    if (std::isnan(p_values[i])) continue;
    if (!(p_values[i] >= 0 && p_values[i] <= 1)) throw std::invalid_argument("holm_adjusted: p outside 0..1");
    order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  auto adjusted = p_values;
  double largest = 0;
  for (std::size_t j = 0; j < order.size(); ++j) {
    const auto left = static_cast<double>(p_values.size() - j);
    largest = std::max(largest, std::min(1.0, left * p_values[order[j]]));
    adjusted[order[j]] = largest;
  }
  return adjusted;
}

}  // namespace sonosweep::stats
