#include "study/study_file.h"

#include <algorithm>
#include <boost/program_options/parsers.hpp>
#include <set>
#include <sstream>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/plain_text.h"
#include "core/text.h"
#include "study/study_field.h"

namespace sonosweep::study {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> names_of_section(const std::string& section) {
  std::vector<std::string> names;
  for (const auto& field : all_fields())
    if (section.empty() || field.section == section)
      names.push_back(section.empty() ? field.name() : field.key);
  return names;
}

// "[study], [segmentation], .."
std::string section_names() {
  std::vector<std::string> names;
  for (const auto& field : all_fields())
    if (const auto name = "[" + field.section + "]"; names.empty() || names.back() != name)
      names.push_back(name);
  return join(names, ", ");
}

void set_field(Study& study, const std::string& name, const std::string& text, const std::string& where) {
  for (const auto& field : all_fields()) {
    if (field.name() != name) continue;
    try {
      field.set(study, text);
    } catch (const std::invalid_argument& expected) {
      throw_error<UsageError>("{}: {} = {}: expected {}", where, name, text, expected.what());
    }
    return;
  }
  const auto dot = name.find('.');
  const std::string section = dot == std::string::npos ? "" : name.substr(0, dot);
  if (!section.empty() && !names_of_section(section).empty())
    throw_error<UsageError>("{}: [{}] has no key '{}'{}", where, section, name.substr(dot + 1),
                            did_you_mean(name.substr(dot + 1), names_of_section(section)));
  throw_error<UsageError>("{}: unknown key '{}'{}; keys stand under {}", where, name,
                          did_you_mean(name, names_of_section("")), section_names());
}

}  // namespace

Study parse_study(const std::string& text, const std::string& where) {
  namespace po = boost::program_options;
  Study study;
  std::set<std::string> seen;
  try {
    std::istringstream in(text);
    const po::options_description none;
    const auto parsed = po::parse_config_file(in, none, true);
    for (const auto& option : parsed.options) {
      if (!seen.insert(option.string_key).second)
        throw_error<UsageError>("{}: key '{}' stands twice; keep one", where, option.string_key);
      set_field(study, option.string_key, option.value.empty() ? "" : option.value.front(), where);
    }
    for (const auto& field : all_fields())
      if (field.before && seen.count(field.name()) == 0) study.unnamed_later_keys.push_back(field.name());
  } catch (const po::error& error) {
    throw_error<UsageError>("{}: not an INI file ({})", where, error.what());
  }
  try {
    validate(study);
  } catch (const UsageError& error) {
    throw_error<UsageError>("{}: {}", where, error.what());
  }
  return study;
}

Study read_study_file(const std::filesystem::path& path) {
  std::string text;
  try {
    text = read_file(path);
  } catch (const Error& error) {
    throw_error<UsageError>("study file {}", error.what());
  }
  if (const auto why = why_not_utf8(text); !why.empty())
    throw_error<UsageError>("study file {}: {}; save it as UTF-8", path.string(), why);
  return parse_study(plain_lines(text), path.string());
}

Json study_to_json(const Study& study) {
  Json json;
  for (const auto& field : all_fields()) {
    auto value = field.get(study);
    if (field.before && value == *field.before) continue;
    json[field.section][field.key] = std::move(value);
  }
  return json;
}

Json value_if_unnamed(const std::string& key) {
  for (const auto& field : all_fields())
    if (field.before && field.name() == key) return *field.before;
  return {};
}

Study study_from_json(const Json& json, const std::string& where) {
  Study study;
  for (const auto& field : all_fields())
    if (field.before) field.set(study, field_text(*field.before));
  for (const auto& [section, keys] : json.items()) {
    for (const auto& [key, value] : keys.items())
      set_field(study, section + "." + key, field_text(value), where);
  }
  validate(study);
  return study;
}

std::vector<std::string> keep_earlier_rules(Study& study, const Json& begun) {
  std::vector<std::string> kept;
  for (const auto& field : all_fields()) {
    const auto& unnamed = study.unnamed_later_keys;
    if (std::find(unnamed.begin(), unnamed.end(), field.name()) == unnamed.end()) continue;
    if (begun.contains(field.section) && begun.at(field.section).contains(field.key)) continue;
    if (field.get(study) == *field.before) continue;
    field.set(study, field_text(*field.before));
    kept.push_back(fmt::format("{} = {}", field.name(), field_text(*field.before)));
  }
  return kept;
}

std::string study_file_help() {
  std::string text = "# Every key of a study file, with its default.\n";
  std::string section;
  for (const auto& field : all_fields()) {
    if (field.section != section) text += fmt::format("\n[{}]\n", section = field.section);
    text += fmt::format("# {}\n{} = {}\n", field.help, field.key, field_text(field.get(Study{})));
  }
  return text;
}

}  // namespace sonosweep::study
