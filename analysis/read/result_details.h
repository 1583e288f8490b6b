// What a result.json says beside its metrics, of very many results: what many say alike (counts, device,
// program, ..) is held once, each result has its numbers alone.
#pragma once

#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analysis/read/named_numbers.h"

namespace sonosweep::analysis {

using SharedJson = std::shared_ptr<const nlohmann::ordered_json>;

class ResultDetails {
 public:
  ResultDetails() = default;
  ResultDetails(NamedNumbers numbers, NameList names, std::vector<SharedJson> values)
      : numbers_(std::move(numbers)), names_(std::move(names)), values_(std::move(values)) {}
  // Of a JSON object.
  explicit ResultDetails(const nlohmann::ordered_json& object);

  // The text, list, object or truth value of this name; null if there is none.
  const nlohmann::ordered_json* find(std::string_view name) const;
  // The same at a JSON pointer without escapes ("/counts/test/videos"), numbers inside objects too.
  const nlohmann::ordered_json* at(std::string_view pointer) const;
  // The number at a JSON pointer without escapes; NaN if there is none.
  double number(std::string_view pointer) const;
  // The text there; "" if there is none.
  const std::string& text(std::string_view pointer) const;

 private:
  NamedNumbers numbers_;
  NameList names_;  // of values_
  std::vector<SharedJson> values_;
};

// Gives equal values the same JSON. Threads may share it.
class SharedValues {
 public:
  // Throws nlohmann's parse_error.
  SharedJson share(std::string_view json);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, SharedJson> values_;
};

}  // namespace sonosweep::analysis
