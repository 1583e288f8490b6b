#include "tasks/spread_json.h"

namespace sonosweep::tasks {
namespace {

using Json = nlohmann::ordered_json;

Json side_json(const PredictionSpread& side, const char* value_name) {
  Json json = {{"rows", side.rows}};
  json[value_name] = side.is_defined() ? Json(side.value) : Json(nullptr);
  json["constant"] = side.constant;
  json["one_class"] = side.one_class;
  return json;
}

std::optional<PredictionSpread> side_of(const Json& json, const char* value_name) {
  if (!json.is_object()) return std::nullopt;
  for (const char* name : {"rows", value_name, "constant", "one_class"})
    if (!json.contains(name)) return std::nullopt;
  const auto& value = json.at(value_name);
  if (!json.at("rows").is_number_unsigned() || !json.at("constant").is_boolean() ||
      !json.at("one_class").is_boolean() || !(value.is_number() || value.is_null()))
    return std::nullopt;
  PredictionSpread side;
  side.rows = json.at("rows").get<std::size_t>();
  if (value.is_number()) side.value = value.get<double>();
  side.constant = json.at("constant").get<bool>();
  side.one_class = json.at("one_class").get<bool>();
  return side;
}

}  // namespace

Json to_json(const NetworkSpread& spread, const char* value_name) {
  auto json = side_json(spread.all, value_name);
  json["validation"] = side_json(spread.validation, value_name);
  json["test"] = side_json(spread.test, value_name);
  return json;
}

std::optional<NetworkSpread> spread_from_json(const Json& json, const char* value_name) {
  if (!json.is_object() || !json.contains("validation") || !json.contains("test")) return std::nullopt;
  const auto all = side_of(json, value_name), validation = side_of(json.at("validation"), value_name),
             test = side_of(json.at("test"), value_name);
  if (!all || !validation || !test) return std::nullopt;
  return NetworkSpread{*all, *validation, *test};
}

}  // namespace sonosweep::tasks
