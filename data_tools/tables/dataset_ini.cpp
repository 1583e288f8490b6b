#include "data_tools/tables/dataset_ini.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/plain_text.h"
#include "core/text.h"
#include "core/unicode.h"
#include "data_tools/maps/confidence_map.h"
#include "data_tools/tables/spellings.h"

namespace sonosweep::data_tools {
namespace {

const std::vector<std::string> kKeys = {"name", "classes", "full_scale", "fit"};

// What other INI readers drop, and this one would keep: a comment behind the value, and quotes. False and a
// fault if the value cannot be meant.
bool check_value(const std::string& key, const std::string& value, const std::string& where, Faults& faults) {
  const auto comment = std::min({value.find(" #"), value.find(" ;"), value.find("\t#"), value.find("\t;")});
  if (comment != std::string::npos && key != "name") {
    faults.add_fatal("{}: {} = {}: a comment stands on a line of its own; take '{}' away", where, key, value,
                     value.substr(comment + 1));
    return false;
  }
  if (comment != std::string::npos)
    faults.note("{}: '{}' is part of the name; a comment stands on a line of its own", where,
                value.substr(comment + 1));
  std::vector<std::string> parts = split_list(value);
  parts.push_back(value);
  const bool quoted = std::any_of(parts.begin(), parts.end(), [](const std::string& part) {
    return part.size() > 1 && part.front() == part.back() && (part.front() == '"' || part.front() == '\'');
  });
  if (quoted)
    faults.add_fatal("{}: {} = {}: quotes would be part of the value; leave them out", where, key, value);
  return !quoted;
}

}  // namespace

DatasetIni read_dataset_ini(const std::filesystem::path& path, Faults& faults) {
  DatasetIni dataset;
  std::string text;
  try {
    text = read_file(path);
  } catch (const Error& error) {
    faults.add_fatal("{}; a source folder begins with dataset.ini: name = .., classes = a,b,..",
                     error.what());
    return dataset;
  }
  if (const auto why = why_not_utf8(text); !why.empty()) {
    faults.add_fatal("{}: {}; save it as UTF-8", path.string(), why);
    return dataset;
  }
  text = plain_lines(text);
  std::map<std::string, std::string> values;
  std::size_t number = 0, classes_line = 0;
  bool whole_classes = true;
  for (const auto& line : split_list(text, '\n')) {
    ++number;
    if (line.empty() || line[0] == '#' || line[0] == ';' || line[0] == '[') continue;
    const auto equals = line.find('=');
    const std::string key = clean_name(line.substr(0, equals));
    const std::string value = equals == std::string::npos ? "" : clean_name(line.substr(equals + 1));
    const std::string where = fmt::format("{} line {}", path.string(), number);
    if (key == "classes") classes_line = number;
    if (equals == std::string::npos)
      faults.add_fatal("{}: '{}' is not of the form name = value", where, visible(line));
    else if (!values.emplace(key, value).second)
      faults.add_fatal("{}: '{}' stands twice", where, visible(key));
    else if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end())
      faults.note("{}: '{}' is not used{}", where, visible(key), spelling_hint(key, kKeys));
    else
      whole_classes &= check_value(key, value, where, faults) || key != "classes";
  }
  for (const char* key : {"name", "classes"})
    if (values[key].empty()) faults.add_fatal("{}: '{} = ..' is missing", path.string(), key);
  dataset.name = values["name"];
  if (whole_classes) dataset.classes = split_list(values["classes"]);
  try {
    if (const auto& scale = values["full_scale"]; !scale.empty())
      dataset.full_scale = parse_full_scale(scale);
    if (const auto& fit = values["fit"]; !fit.empty()) dataset.fit = parse_fit(fit);
  } catch (const UsageError& error) {
    faults.add_fatal("{}: {}", path.string(), error.what());
  }
  if (dataset.classes.size() == 1 && dataset.classes[0].find(';') != std::string::npos) {
    faults.add_fatal("{} line {}: classes = {}: classes are separated by commas, not semicolons",
                     path.string(), classes_line, dataset.classes[0]);
    dataset.classes.clear();
  }
  std::set<std::string> seen;
  Spellings spellings("class", "rows of annotations.csv cannot tell which is meant");
  for (auto& name : dataset.classes) {
    name = clean_name(name);
    if (name.empty()) faults.add_fatal("{}: classes = {}: an empty name", path.string(), values["classes"]);
    if (!seen.insert(name).second) faults.add_fatal("{}: class '{}' stands twice", path.string(), name);
    spellings.add(name, path.string(), classes_line, faults);
  }
  return dataset;
}

}  // namespace sonosweep::data_tools
