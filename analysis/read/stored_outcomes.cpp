#include "analysis/read/stored_outcomes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "analysis/read/run_predictions.h"
#include "core/error.h"

namespace sonosweep::analysis {
namespace {

using study::RunKind;

constexpr double kEqual = 1e-6;  // as tasks::classify_sf_change

Runs done_runs(const StudyResults& results, RunKind kind) {
  auto runs = results.runs_of(kind);
  runs.erase(std::remove_if(runs.begin(), runs.end(),
                            [](const RunOutcome* run) { return run->state != RunState::kDone; }),
             runs.end());
  return runs;
}

std::filesystem::path predictions_of(const StudyResults& results, const RunOutcome& run) {
  return checked_predictions(results.folder(), run.spec.id(), run.predictions_digest);
}

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

std::size_t TestOutcomes::sf_patients() const {
  std::set<std::string> seen;
  for (const auto& cell : cells) seen.insert(cell.first);
  return seen.size();
}

StoredOutcomes::StoredOutcomes(const StudyResults& results) {
  read_outcomes(results);
  read_predictions(results);
}

// The first run that can be read says them; others of the same patients must agree.
void StoredOutcomes::read_outcomes(const StudyResults& results) {
  std::map<std::pair<std::string, int>, double> ratios;
  std::map<std::string, std::pair<std::string, int>> videos;
  for (const RunOutcome* run : done_runs(results, RunKind::kSfRatio)) try {
      for (const auto& row : tasks::read_sf_ratio_predictions(predictions_of(results, *run))) {
        ratios.try_emplace({row.patient, row.day}, row.target);
        videos.try_emplace(row.video, row.patient, row.day);
      }
    } catch (const ChangedFile&) {
      throw;
    } catch (const Error&) {
      continue;  // told by read_predictions()
    }
  std::map<std::string, int> readmitted;
  for (const RunOutcome* run : done_runs(results, RunKind::kReadmission)) try {
      for (const auto& row : tasks::read_readmission_predictions(predictions_of(results, *run)))
        readmitted.try_emplace(row.patient, row.label);
    } catch (const ChangedFile&) {
      throw;
    } catch (const Error&) {
      continue;
    }
  for (const auto& [cell, ratio] : ratios) {
    cell_rows_[cell] = outcomes_.cells.size();
    outcomes_.cells.push_back(cell);
    outcomes_.sf_ratios.push_back(ratio);
  }
  for (const auto& [video, cell] : videos) video_cells_[video] = cell_rows_.at(cell);
  for (const auto& [patient, label] : readmitted) {
    patient_rows_[patient] = outcomes_.patients.size();
    outcomes_.patients.push_back(patient);
    outcomes_.readmitted.push_back(label);
  }
}

std::size_t StoredOutcomes::cell_of(const std::string& video) const {
  const auto found = video_cells_.find(video);
  if (found == video_cells_.end())
    throw_error<DataError>("no predictions of S/F ratio tell the patient, day and ratio of video '{}'",
                           video);
  return found->second;
}

void StoredOutcomes::read_predictions(const StudyResults& results) {
  const auto read = [&](RunKind kind, auto into) {
    for (const RunOutcome* run : done_runs(results, kind)) try {
        StoredPredictions stored;
        into(predictions_of(results, *run), stored);
        by_run_[run] = std::move(stored);
      } catch (const ChangedFile&) {
        throw;
      } catch (const Error& error) {
        problems_.push_back(
            fmt::format("{}: {}", run->spec.id(), without_folder(error.what(), results.folder())));
      }
  };
  read(RunKind::kSfChange, [&](const std::filesystem::path& path, StoredPredictions& stored) {
    for (const auto& row : tasks::read_sf_change_predictions(path)) {
      const std::pair<std::size_t, std::size_t> cells{cell_of(row.video_first), cell_of(row.video_second)};
      const auto& ratios = outcomes_.sf_ratios;
      if (row.label != tasks::classify_sf_change(ratios[cells.first], ratios[cells.second]))
        throw_error<DataError>("videos '{}' and '{}': not the change of the S/F ratios", row.video_first,
                               row.video_second);
      if (cells.first == cells.second) continue;
      stored.sf_change.push_back(row);
      stored.sf_change_cells.push_back(cells);
    }
  });
  read(RunKind::kSfRatio, [&](const std::filesystem::path& path, StoredPredictions& stored) {
    for (const auto& row : tasks::read_sf_ratio_predictions(path)) {
      const auto cell = cell_rows_.at({row.patient, row.day});
      if (std::abs(outcomes_.sf_ratios[cell] - row.target) > kEqual)
        throw_error<DataError>("patient '{}' day {}: another S/F ratio than in other runs", row.patient,
                               row.day);
      stored.sf_ratio.push_back(row);
      stored.sf_ratio_cells.push_back(cell);
    }
  });
  read(RunKind::kReadmission, [&](const std::filesystem::path& path, StoredPredictions& stored) {
    for (const auto& row : tasks::read_readmission_predictions(path)) {
      const auto patient = patient_rows_.at(row.patient);
      if (outcomes_.readmitted[patient] != row.label)
        throw_error<DataError>("patient '{}': another outcome than in other runs", row.patient);
      stored.readmission.push_back(row);
      stored.readmission_patients.push_back(patient);
    }
  });
}

std::vector<StoredPredictions> StoredOutcomes::of(const Runs& runs) const {
  std::map<std::pair<std::uint64_t, int>, StoredPredictions> together;
  for (const RunOutcome* run : runs) {
    const auto found = by_run_.find(run);
    if (found == by_run_.end()) continue;
    auto& all = together[{run->spec.seed, run->spec.fold}];
    append(all.sf_change, found->second.sf_change);
    append(all.sf_change_cells, found->second.sf_change_cells);
    append(all.sf_ratio, found->second.sf_ratio);
    append(all.sf_ratio_cells, found->second.sf_ratio_cells);
    append(all.readmission, found->second.readmission);
    append(all.readmission_patients, found->second.readmission_patients);
  }
  std::vector<StoredPredictions> units;
  for (auto& [key, stored] : together) {
    const std::set<std::size_t> cells(stored.sf_ratio_cells.begin(), stored.sf_ratio_cells.end());
    const bool has_all_ratios = stored.sf_ratio.empty() || cells.size() == outcomes_.cells.size();
    if (has_all_ratios &&
        !(stored.sf_change.empty() && stored.sf_ratio.empty() && stored.readmission.empty()))
      units.push_back(std::move(stored));
  }
  return units;
}

}  // namespace sonosweep::analysis
