// How long before its end a launch stops.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

namespace sonosweep::farm {

// What runs have to save their state when the time is up, and the least that must be left when one should
// have ended: the last tenth of the time, at most 30 s. Both times are seconds since 1970.
inline double time_margin(double start, const std::optional<std::int64_t>& deadline) {
  if (!deadline) return 0;
  return std::clamp((static_cast<double>(*deadline) - start) / 10, 0.0, 30.0);
}

}  // namespace sonosweep::farm
