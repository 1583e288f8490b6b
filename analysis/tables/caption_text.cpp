#include "analysis/tables/caption_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/tables/compared_thresholds.h"
#include "core/text.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

std::string count_text(std::size_t low, std::size_t high, const std::string& noun) {
  return low == high ? counted(high, noun) : fmt::format("{} to {}", low, counted(high, noun));
}

std::string test_patients_text(const sweep::StudyRecord& record) {
  std::size_t low = record.split().test.size(), high = low;
  for (const auto& split : record.splits) {
    low = std::min(low, split.test.size());
    high = std::max(high, split.test.size());
  }
  return count_text(low, high, "test patient");
}

std::size_t count_test_patients(const sweep::StudyRecord& record) {
  std::size_t count = 0;
  for (const auto& split : record.splits) count += split.test.size();
  return count;
}

std::string all_test_patients_text(const sweep::StudyRecord& record) {
  const auto text = counted(count_test_patients(record), "test patient");
  return record.splits.size() > 1 ? fmt::format("{} in {} groups", text, record.splits.size()) : text;
}

std::string too_few_text(std::size_t test_patients, const study::Study& study) {
  if (test_patients >= fewest_patients(compared_thresholds(study.thresholds).size())) return {};
  return fmt::format("With {} no difference can be shown for other patients.",
                     counted(test_patients, "test patient"));
}

std::string varied_text(const StudyResults& results, const RunGroup& row) {
  const auto& study = results.study();
  std::vector<std::string> parts;
  const auto add = [&](std::size_t count, const std::string& noun) {
    if (count > 1) parts.push_back(counted(count, noun));
  };
  add(static_cast<std::size_t>(study.rotations()), "test group");
  if (row.fold_segmenters || study::is_clinical(row.kind)) add(static_cast<std::size_t>(study.folds), "fold");
  add(study.seeds.size(), "seed");
  return join(parts, " × ");
}

std::string spread_text(const StudyResults& results, const RunGroup& row) {
  return fmt::format("Mean ± sample standard deviation over {}; (k/{}): only k runs are behind the cell.",
                     varied_text(results, row), results.runs_of(row).size());
}

std::string sf_unit_text(const sweep::StudyRecord& record, const std::string& what) {
  const double scale = record.sf_scale.value_or(477);
  return scale > 0 ? fmt::format("{} / {:g}", what, scale) : "normalised " + what;
}

std::vector<std::string> coverage_notes(const Runs& runs) {
  std::vector<std::string> missing, outdated, untrained;
  for (const RunOutcome* run : runs) {
    if (run->state == RunState::kUntrained)
      untrained.push_back(fmt::format("{} ({})", run->spec.id(), run->reason));
    else if (run->state == RunState::kOutdated)
      outdated.push_back(run->spec.id());
    else if (run->state != RunState::kDone)
      missing.push_back(run->spec.id());
  }
  std::vector<std::string> notes;
  if (!untrained.empty())
    notes.push_back(fmt::format("Not trained, for want of labels: {}.", some_of(std::move(untrained), "; ")));
  const std::size_t gone = missing.size() + outdated.size();
  if (gone == 0) return notes;
  std::string note = fmt::format("{} of {} runs are done.", runs.size() - gone, runs.size());
  if (!missing.empty()) note += fmt::format(" Without a result: {}.", some_of(std::move(missing)));
  if (!outdated.empty())
    note +=
        fmt::format(" Left out, made from runs that have changed since: {}.", some_of(std::move(outdated)));
  notes.push_back(std::move(note));
  return notes;
}

std::string some_of(std::vector<std::string> items, const std::string& separator) {
  constexpr std::size_t kNamed = 10;
  if (items.size() <= kNamed) return join(items, separator);
  const std::size_t more = items.size() - kNamed;
  items.resize(kNamed);
  return fmt::format("{} and {} more", join(items, separator), more);
}

}  // namespace sonosweep::analysis
