// Numbers that may be missing or not finite, in JSON, which knows neither NaN nor infinity: null.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

namespace sonosweep::train {

inline nlohmann::ordered_json number_to_json(std::optional<double> value) {
  return value && std::isfinite(*value) ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

inline std::optional<double> number_from_json(const nlohmann::ordered_json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

}  // namespace sonosweep::train
