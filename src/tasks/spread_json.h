// The spread of a network's predictions as its result.json says it (details "predictions"):
//   {"rows", "sd_ratio" or "probability_range" (null = not defined), "constant", "one_class",
//    "validation": {the same}, "test": {the same}}
// The outer ones are of validation and test samples together.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "tasks/prediction_spread.h"

namespace sonosweep::tasks {

// What PredictionSpread::value is called.
constexpr const char* kSdRatio = "sd_ratio";
constexpr const char* kProbabilityRange = "probability_range";

nlohmann::ordered_json to_json(const NetworkSpread& spread, const char* value_name);

// Nothing where it is not of this form.
std::optional<NetworkSpread> spread_from_json(const nlohmann::ordered_json& json, const char* value_name);

}  // namespace sonosweep::tasks
