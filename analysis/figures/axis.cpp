#include "analysis/figures/axis.h"

#include <algorithm>
#include <cmath>

#include "analysis/render/table_text.h"

namespace sonosweep::analysis {

Axis nice_axis(double low, double high, int most) {
  if (!std::isfinite(low) || !std::isfinite(high)) low = 0, high = 1;
  if (low > high) std::swap(low, high);
  if (high - low < 1e-12 * std::max({1e-300, std::abs(low), std::abs(high)}) || low == high) {
    const double room = low == 0 ? 1 : std::abs(low) / 2;
    low -= room, high += room;
  }
  constexpr double kTolerance = 1e-9;  // 0.3 / 0.1 is 2.9999999999999996
  int exponent = static_cast<int>(std::floor(std::log10((high - low) / most))) - 1;
  for (;; ++exponent)
    for (const int factor : {1, 2, 5}) {
      const double step = factor * std::pow(10, exponent);
      const double first = std::floor(low / step + kTolerance), last = std::ceil(high / step - kTolerance);
      if (last - first + 1 > most) continue;
      Axis axis{first * step, last * step, {}};
      for (double i = first; i <= last; ++i)
        axis.ticks.push_back({i * step, fixed_text(i * step, std::max(0, -exponent))});
      return axis;
    }
}

}  // namespace sonosweep::analysis
