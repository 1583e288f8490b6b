#include "data_tools/tables/dataset_ini.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/text.h"
#include "data_tools/maps/confidence_map.h"

namespace sonosweep::data_tools {
namespace {

const std::vector<std::string> kKeys = {"name", "classes", "full_scale", "fit"};

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
  if (text.rfind("\xEF\xBB\xBF", 0) == 0) text.erase(0, 3);
  if (!is_valid_utf8(text)) {
    faults.add_fatal("{}: is not UTF-8 text", path.string());
    return dataset;
  }
  std::map<std::string, std::string> values;
  int number = 0;
  for (const auto& line : split_list(text, '\n')) {
    ++number;
    if (line.empty() || line[0] == '#' || line[0] == ';' || line[0] == '[') continue;
    const auto equals = line.find('=');
    const std::string key = trim(line.substr(0, equals));
    if (equals == std::string::npos)
      faults.add_fatal("{} line {}: '{}' is not of the form name = value", path.string(), number, line);
    else if (!values.emplace(key, trim(line.substr(equals + 1))).second)
      faults.add_fatal("{} line {}: '{}' stands twice", path.string(), number, key);
    else if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end())
      faults.note("{} line {}: '{}' is not used{}", path.string(), number, key, did_you_mean(key, kKeys));
  }
  for (const char* key : {"name", "classes"})
    if (values[key].empty()) faults.add_fatal("{}: '{} = ..' is missing", path.string(), key);
  dataset.name = values["name"];
  dataset.classes = split_list(values["classes"]);
  try {
    if (const auto& scale = values["full_scale"]; !scale.empty())
      dataset.full_scale = parse_full_scale(scale);
    if (const auto& fit = values["fit"]; !fit.empty()) dataset.fit = parse_fit(fit);
  } catch (const UsageError& error) {
    faults.add_fatal("{}: {}", path.string(), error.what());
  }
  std::set<std::string> seen;
  for (const auto& name : dataset.classes) {
    if (name.empty()) faults.add_fatal("{}: classes = {}: an empty name", path.string(), values["classes"]);
    if (!seen.insert(name).second) faults.add_fatal("{}: class '{}' stands twice", path.string(), name);
  }
  return dataset;
}

}  // namespace sonosweep::data_tools
