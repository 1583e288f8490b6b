// One key of a study file: its section, its help, how it is read and written.
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/text.h"
#include "study/study.h"

namespace sonosweep::study {

struct Field {
  std::string section, key, help;
  // From the text behind "=". Throws std::invalid_argument saying what it expected.
  std::function<void(Study&, const std::string&)> set;
  std::function<nlohmann::ordered_json(const Study&)> get;
  // Of a key that came after 0.1.0, or whose default changed since: what a study.json without it was made
  // with. A key of this value is left out of study.json and of a run's identity, so that results of an older
  // version stay those of the same study and go on by their own rules.
  std::optional<nlohmann::ordered_json> before;
  std::string name() const { return section + "." + key; }
};

// All keys, section by section, as --help-study prints them.
const std::vector<Field>& all_fields();

std::vector<Field> study_fields();         // [study]
std::vector<Field> segmentation_fields();  // [segmentation]
std::vector<Field> clinical_fields();      // [video] and a section for each clinical task

// A value from its text. Throws std::invalid_argument as Field::set.
void assign(std::string& out, const std::string& text);
void assign(bool& out, const std::string& text);
void assign(int& out, const std::string& text);
void assign(std::uint64_t& out, const std::string& text);
void assign(double& out, const std::string& text);
// Of a list, where `one` was expected of each part: how lists are written, and what was meant, if `is_good`
// takes it.
std::string list_expectation(const std::string& one, const std::string& text,
                             const std::function<bool(const std::string&)>& is_good);
template <typename T>
bool can_assign(const std::string& text) {
  try {
    T value{};
    assign(value, text);
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}
template <typename T>
void assign(std::vector<T>& out, const std::string& text) {
  out.clear();
  try {
    for (const auto& part : split_list(text)) assign(out.emplace_back(), part);
  } catch (const std::invalid_argument& expected) {
    throw std::invalid_argument(list_expectation(expected.what(), text, can_assign<T>));
  }
}

// The text assign() takes, of a value as Field::get gives it.
std::string field_text(const nlohmann::ordered_json& value);

// A key that is a member of Study.
template <typename T>
Field make_field(const char* section, T Study::*member, const char* key, const char* help) {
  return {section,
          key,
          help,
          [member](Study& s, const std::string& text) { assign(s.*member, text); },
          [member](const Study& s) { return nlohmann::ordered_json(s.*member); },
          std::nullopt};
}

// A key that is a member of one of its sections (of Config, or of what that is derived from).
template <typename Config, typename Owner, typename T>
Field make_field(const char* section, Config Study::*config, T Owner::*member, const char* key,
                 const char* help) {
  return {section,
          key,
          help,
          [config, member](Study& s, const std::string& text) { assign(s.*config.*member, text); },
          [config, member](const Study& s) { return nlohmann::ordered_json(s.*config.*member); },
          std::nullopt};
}

// `field` as a key that came later: see Field::before.
Field with_before(Field field, nlohmann::ordered_json before);

}  // namespace sonosweep::study
