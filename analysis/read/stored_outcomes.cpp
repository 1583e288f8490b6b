#include "analysis/read/stored_outcomes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

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
  ReadFiles files;
  for (const auto kind : {RunKind::kSfRatio, RunKind::kReadmission, RunKind::kSfChange})
    for (const RunOutcome* run : done_runs(results, kind)) try {
        files[run].rows = analysis::read_predictions(
            kind, checked_predictions(results.folder(), run->spec.id(), run->predictions_digest));
      } catch (const ChangedFile&) {
        throw;
      } catch (const Error& error) {
        files[run].problem = error.what();
      }
  take_outcomes(results, files);
  take_predictions(results, files);
}

// The first run that can be read says them; others of the same patients must agree.
void StoredOutcomes::take_outcomes(const StudyResults& results, const ReadFiles& files) {
  std::map<std::pair<std::string, int>, double> ratios;
  std::map<std::string, std::pair<std::string, int>> videos;
  for (const RunOutcome* run : done_runs(results, RunKind::kSfRatio))
    if (const auto* rows = std::get_if<std::vector<tasks::SfRatioPrediction>>(&files.at(run).rows))
      for (const auto& row : *rows) {
        ratios.try_emplace({row.patient, row.day}, row.target);
        videos.try_emplace(row.video, row.patient, row.day);
      }
  std::map<std::string, int> readmitted;
  for (const RunOutcome* run : done_runs(results, RunKind::kReadmission))
    if (const auto* rows = std::get_if<std::vector<tasks::ReadmissionPrediction>>(&files.at(run).rows))
      for (const auto& row : *rows) readmitted.try_emplace(row.patient, row.label);
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

void StoredOutcomes::take_predictions(const StudyResults& results, const ReadFiles& files) {
  const auto take = [&](RunKind kind, auto into) {
    for (const RunOutcome* run : done_runs(results, kind)) try {
        const auto& file = files.at(run);
        if (!file.problem.empty()) throw Error(file.problem);
        StoredPredictions stored;
        into(file.rows, stored);
        by_run_[run] = std::move(stored);
      } catch (const Error& error) {
        problems_.push_back(
            fmt::format("{}: {}", run->spec.id(), without_folder(error.what(), results.folder())));
      }
  };
  take(RunKind::kSfChange, [&](const Predictions& rows, StoredPredictions& stored) {
    for (const auto& row : std::get<std::vector<tasks::SfChangePrediction>>(rows)) {
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
  take(RunKind::kSfRatio, [&](const Predictions& rows, StoredPredictions& stored) {
    for (const auto& row : std::get<std::vector<tasks::SfRatioPrediction>>(rows)) {
      const auto cell = cell_rows_.at({row.patient, row.day});
      if (std::abs(outcomes_.sf_ratios[cell] - row.target) > kEqual)
        throw_error<DataError>("patient '{}' day {}: another S/F ratio than in other runs", row.patient,
                               row.day);
      stored.sf_ratio.push_back(row);
      stored.sf_ratio_cells.push_back(cell);
    }
  });
  take(RunKind::kReadmission, [&](const Predictions& rows, StoredPredictions& stored) {
    for (const auto& row : std::get<std::vector<tasks::ReadmissionPrediction>>(rows)) {
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
