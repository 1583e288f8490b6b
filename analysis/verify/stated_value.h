// A value as result.json states it beside the one that it should be.
#pragma once

#include <cmath>
#include <string>

#include <fmt/format.h>

namespace sonosweep::analysis {

// Written with all digits and computed by the same code; another compiler may round the last ones otherwise.
inline bool is_same_value(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-9 * (1 + std::abs(b));
}

inline std::string value_text(double value) {
  return std::isnan(value) ? "not defined" : fmt::format("{}", value);
}

}  // namespace sonosweep::analysis
