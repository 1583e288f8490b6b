#include "study/study_field.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace sonosweep::study {

void assign(std::string& out, const std::string& text) {
  out = trim(text);
}

void assign(bool& out, const std::string& text) {
  const std::string word = trim(text);
  if (word != "true" && word != "false") throw std::invalid_argument("true or false");
  out = word == "true";
}

void assign(int& out, const std::string& text) {
  const auto value = parse_integer(text);
  if (!value || static_cast<long long>(static_cast<int>(*value)) != *value)
    throw std::invalid_argument("a whole number");
  out = static_cast<int>(*value);
}

void assign(std::uint64_t& out, const std::string& text) {
  const auto value = parse_integer(text);
  if (!value || *value < 0) throw std::invalid_argument("a whole number >= 0");
  out = static_cast<std::uint64_t>(*value);
}

void assign(double& out, const std::string& text) {
  const auto value = parse_number(text);
  if (!value || !(*value == *value)) throw std::invalid_argument("a number");
  out = *value;
}

std::string list_expectation(const std::string& one, const std::string& text,
                             const std::function<bool(const std::string&)>& is_good) {
  const std::string guess = comma_list_guess(text);
  const auto parts = split_list(guess);
  const bool good = !parts.empty() && std::all_of(parts.begin(), parts.end(), is_good);
  return one + ", or several separated by commas" + (good ? "; did you mean " + guess + "?" : "");
}

std::string field_text(const nlohmann::ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::vector<std::string> parts;
  for (const auto& part : value) parts.push_back(field_text(part));
  return join(parts, ",");
}

Field with_before(Field field, nlohmann::ordered_json before) {
  field.before = std::move(before);
  return field;
}

const std::vector<Field>& all_fields() {
  static const std::vector<Field> all = [] {
    std::vector<Field> fields;
    for (const auto& part : {study_fields(), segmentation_fields(), clinical_fields()})
      fields.insert(fields.end(), part.begin(), part.end());
    return fields;
  }();
  return all;
}

}  // namespace sonosweep::study
