#include "analysis/verify/predictor_faults.h"

#include <fmt/format.h>

#include <tuple>

#include "analysis/verify/stated_value.h"

namespace sonosweep::analysis {
namespace {

using Fold = std::tuple<study::RunKind, int, int, std::string>;       // task, group, fold, metric
using RunsByValue = std::map<std::string, std::vector<std::string>>;  // ids by the value they state

// Compared without the last digits, as is_same_value().
std::string key_of(double value) {
  return std::isnan(value) ? value_text(value) : fmt::format("{:.9g}", value);
}

}  // namespace

std::map<std::string, std::vector<std::string>> predictor_faults(
    const std::map<std::string, farm::RunResult>& results,
    const std::map<std::string, study::RunSpec>& runs) {
  std::map<Fold, RunsByValue> told;
  for (const auto& [id, result] : results) {
    const auto& run = runs.at(id);
    if (!study::is_clinical(run.kind)) continue;
    for (const auto& [name, value] : result.metrics)
      if (name.rfind("baseline_", 0) == 0)
        told[{run.kind, run.rotation, run.fold, name}][key_of(value)].push_back(id);
  }
  std::map<std::string, std::vector<std::string>> faults;
  for (const auto& [fold, values] : told) {
    const auto* most = &*values.begin();
    for (const auto& value : values)
      if (value.second.size() > most->second.size()) most = &value;
    for (const auto& [value, ids] : values) {
      if (value == most->first) continue;
      for (const auto& id : ids)
        faults[id].push_back(fmt::format("{} is {} in result.json, {} in {} other runs of its fold",
                                         std::get<3>(fold), value, most->first, most->second.size()));
    }
  }
  return faults;
}

}  // namespace sonosweep::analysis
