#include "analysis/read/one_study.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "farm/results/circumstances.h"
#include "farm/results/run_result.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {
namespace {

using Json = nlohmann::ordered_json;

bool differs(const std::string& said, const std::string& ours) {
  return !said.empty() && said != ours;
}

// What is read for the tables leaves the resolved study out; the one result that is named is read again.
std::string difference_of(const StudyResults& results, const RunOutcome& run) {
  const auto result = farm::find_run_result(results.folder().result_file(run.spec.id()));
  if (!result) return {};  // moved away meanwhile
  const auto config = result->details.find("config");
  return config == result->details.end() ? std::string() : study_difference(*config, results.record().study);
}

}  // namespace

void refuse_mixed_studies(const StudyResults& results) {
  const auto& record = results.record();
  const auto digest = sweep::study_digest(record.study);
  const RunOutcome* first = nullptr;
  std::string what;
  std::size_t count = 0;
  for (const auto& run : results.runs()) {
    if (!has_result(run)) continue;
    const bool other_data = differs(run.details.text("/data/checksum"), record.data_checksum);
    if (!other_data && !differs(run.details.text("/study"), digest)) continue;
    if (++count > 1) continue;
    first = &run;
    what = other_data ? "data set" : "study";
  }
  if (first == nullptr) return;
  const auto difference = what == "study" ? difference_of(results, *first) : std::string();
  throw_error<UsageError>(
      "{}: the results of two studies are mixed: {} is of another {} than study.json{}{}; move such results "
      "away and "
      "start the launcher again, or let --verify list all of them",
      results.folder().root().string(),
      count == 1 ? first->spec.id() : fmt::format("{} and {} more runs", first->spec.id(), count - 1), what,
      difference.empty() ? "" : ": ", difference);
}

std::string study_difference(const Json& there, const Json& ours) {
  const auto& free = sweep::free_study_keys();
  const Json left = there.flatten(), right = ours.flatten();
  for (const auto& [key, value] : right.items()) {
    if (std::find(free.begin(), free.end(), key) != free.end()) continue;
    if (left.contains(key) && left.at(key) == value) continue;
    auto name = key.substr(1);
    std::replace(name.begin(), name.end(), '/', '.');
    return fmt::format("{} is {} there, {} in study.json", name,
                       left.contains(key) ? left.at(key).dump() : "missing", value.dump());
  }
  return "it has further settings";
}

}  // namespace sonosweep::analysis
