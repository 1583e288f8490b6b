#include "jobs/setup/cohort.h"

#include <set>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::jobs {
namespace {

constexpr std::size_t kShownValues = 20;

std::string column_names(const std::vector<std::string>& columns) {
  return columns.empty() ? "patients.csv had no further columns" : "there are " + join(columns, ", ");
}

}  // namespace

std::vector<data::Patient> cohort_patients(const data::PackIndex& index, const std::string& cohort) {
  if (cohort.empty()) return index.patients;
  const auto colon = cohort.find(':');
  const std::string column = cohort.substr(0, colon),
                    value = colon == std::string::npos ? "" : cohort.substr(colon + 1);

  std::set<std::string> columns, values;
  std::vector<data::Patient> patients;
  for (const auto& patient : index.patients) {
    for (const auto& [name, _] : patient.columns) columns.insert(name);
    const auto found = patient.columns.find(column);
    if (found == patient.columns.end()) continue;
    values.insert(found->second);
    if (found->second == value) patients.push_back(patient);
  }
  if (!patients.empty()) return patients;

  const std::vector<std::string> names(columns.begin(), columns.end());
  if (columns.count(column) == 0)
    throw_error<UsageError>("study.cohort = {}: the patients have no column '{}'{}; {}", cohort, column,
                            did_you_mean(column, names), column_names(names));
  std::vector<std::string> shown;
  for (const auto& there : values) {
    if (shown.size() == kShownValues) {
      shown.push_back("..");
      break;
    }
    shown.push_back("'" + there + "'");
  }
  throw_error<UsageError>("study.cohort = {}: no patient has '{}' there; column '{}' has {}", cohort, value,
                          column, join(shown, ", "));
}

}  // namespace sonosweep::jobs
