#include "analysis/compare/patient_scores.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <utility>

#include "analysis/read/run_predictions.h"
#include "analysis/tables/caption_text.h"
#include "core/error.h"
#include "core/parallel_for.h"
#include "farm/results/run_result.h"
#include "sweep/run_details.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {
namespace {

template <typename Rows, typename Metrics>
ScoresByMetric scores_of(const std::map<std::string, Rows>& by_patient, Metrics metrics) {
  ScoresByMetric scores;
  for (const auto& [patient, rows] : by_patient)
    for (const auto& [metric, value] : metrics(rows)) {
      if (std::isinf(value))
        throw_error<DataError>("patient '{}' has no finite {}: a prediction is too large; repeat the run",
                               patient, metric);
      if (!std::isnan(value)) scores[metric][patient] = value;
    }
  return scores;
}

template <typename Prediction>
std::map<std::string, std::vector<Prediction>> by_patient(const std::vector<Prediction>& rows) {
  std::map<std::string, std::vector<Prediction>> out;
  for (const auto& row : rows) out[row.patient].push_back(row);
  return out;
}

// Of the test videos of a rotation, which are the same in all its runs: as the first S/F-change result says
// that says it; of results that do not, from the rows of S/F ratio, which has the same videos.
class PatientsOfVideos {
 public:
  explicit PatientsOfVideos(const StudyResults& results) : results_(results) {}

  void find(int rotation) {
    const auto [found, is_new] = rotations_.try_emplace(rotation);
    if (is_new) found->second = read(rotation);
  }
  const PatientOfVideo& of(int rotation) const { return rotations_.at(rotation); }

 private:
  template <typename Read>
  PatientOfVideo first_that_tells(study::RunKind kind, int rotation, Read read) const {
    for (const RunOutcome* run : results_.runs_of(kind)) {
      if (run->state != RunState::kDone || run->spec.rotation != rotation) continue;
      try {
        if (auto patients = read(*run); !patients.empty()) return patients;
      } catch (const ChangedFile&) {
        throw;
      } catch (const Error&) {
        continue;  // another run may be whole; what is wrong is told with its own task
      }
    }
    return {};
  }

  PatientOfVideo read(int rotation) const {
    auto patients = first_that_tells(study::RunKind::kSfChange, rotation, [&](const RunOutcome& run) {
      PatientOfVideo said;
      const auto result = farm::read_run_result(results_.folder().result_file(run.spec.id()));
      const auto videos = result.details.find("test_videos");
      if (videos == result.details.end() || !videos->is_object()) return said;
      for (const auto& [video, patient] : videos->items())
        if (patient.is_string()) said[video] = patient.get<std::string>();
      return said;
    });
    if (!patients.empty()) return patients;
    return first_that_tells(study::RunKind::kSfRatio, rotation, [&](const RunOutcome& run) {
      PatientOfVideo said;
      const auto path = checked_predictions(results_.folder(), run.spec.id(), run.predictions_digest);
      for (const auto& row : tasks::read_sf_ratio_predictions(path)) said[row.video] = row.patient;
      return said;
    });
  }

  const StudyResults& results_;
  std::map<int, PatientOfVideo> rotations_;
};

// Throws Error: what is missing or damaged.
ScoresByMetric read_scores(const sweep::StudyFolder& folder, const RunOutcome& run, study::RunKind task,
                           const PatientOfVideo& patients) {
  if (task == study::RunKind::kSegmentation)
    return segmentation_scores(farm::read_run_result(folder.result_file(run.spec.id())).details);
  const auto path = checked_predictions(folder, run.spec.id(), run.predictions_digest);
  if (task == study::RunKind::kSfChange)
    return sf_change_scores(tasks::read_sf_change_predictions(path), patients);
  if (task == study::RunKind::kSfRatio) return sf_ratio_scores(tasks::read_sf_ratio_predictions(path));
  return readmission_scores(tasks::read_readmission_predictions(path));
}

// At the study's thresholds; not the segmenters of the folds, which the clinical tasks use.
Runs compared_runs(const StudyResults& results, const ComparedTask& task) {
  Runs runs;
  for (const RunOutcome* run : results.runs_of_thresholds(task.kind))
    if (!RunGroup::of(run->spec).fold_segmenters) runs.push_back(run);
  return runs;
}

}  // namespace

ScoresByMetric sf_change_scores(const std::vector<tasks::SfChangePrediction>& rows,
                                const PatientOfVideo& patients) {
  std::map<std::string, std::vector<tasks::SfChangePrediction>> grouped;
  for (const auto& row : rows) {
    if (!row.patient.empty()) {
      grouped[row.patient].push_back(row);
      continue;
    }
    const auto patient = patients.find(row.video_first);
    if (patient == patients.end())
      throw_error<DataError>(
          "whose video '{}' is stands neither in result.json nor in the predictions of S/F ratio; repeat the "
          "run",
          row.video_first);
    grouped[patient->second].push_back(row);
  }
  return scores_of(grouped, tasks::sf_change_metrics);
}

ScoresByMetric sf_ratio_scores(const std::vector<tasks::SfRatioPrediction>& rows) {
  return scores_of(by_patient(rows), tasks::sf_ratio_metrics);
}

ScoresByMetric readmission_scores(const std::vector<tasks::ReadmissionPrediction>& rows) {
  auto scores = scores_of(by_patient(rows), tasks::readmission_metrics);
  scores.erase("precision");
  return scores;
}

ScoresByMetric segmentation_scores(const nlohmann::ordered_json& details) {
  const auto found = details.find(sweep::kTestScores);
  if (found == details.end())
    throw_error<DataError>("no {} in result.json, which an older version wrote; repeat the run",
                           sweep::kTestScores);
  const auto require = [](bool is_sound, const std::string& what) {
    if (!is_sound)
      throw_error<DataError>("{} in result.json is damaged ({}); repeat the run", sweep::kTestScores, what);
  };
  ScoresByMetric scores;
  require(found->is_object(), "no object");
  for (const auto& [patient, of_patient] : found->items()) {
    require(of_patient.is_object(), patient + " is no object");
    for (const auto& [metric, value] : of_patient.items()) {
      require(value.is_number() || value.is_null(), patient + " has a " + metric + " that is no number");
      if (value.is_number()) scores[metric][patient] = value.get<double>();
    }
  }
  return scores;
}

TaskScores read_task_scores(const StudyResults& results, const ComparedTask& task) {
  Runs runs;
  PatientsOfVideos videos(results);
  for (const RunOutcome* run : compared_runs(results, task)) {
    if (run->state != RunState::kDone) continue;
    runs.push_back(run);
    if (task.kind == study::RunKind::kSfChange) videos.find(run->spec.rotation);  // before the threads
  }
  struct Read {
    ScoresByMetric scores;
    std::string problem;
  };
  std::vector<Read> read(runs.size());
  parallel_for(runs.size(), [&](std::size_t i) {
    static const PatientOfVideo kNobody;
    const auto& spec = runs[i]->spec;
    try {
      read[i].scores =
          read_scores(results.folder(), *runs[i], task.kind,
                      task.kind == study::RunKind::kSfChange ? videos.of(spec.rotation) : kNobody);
    } catch (const ChangedFile&) {
      throw;
    } catch (const Error& error) {
      // A run that is made anew loses its result first, then the files beside it.
      const bool is_there = std::filesystem::exists(results.folder().result_file(spec.id()));
      read[i].problem = fmt::format("{}: {}", spec.id(),
                                    is_there ? without_folder(error.what(), results.folder())
                                             : "its result was removed meanwhile, to be made anew");
    }
  });
  TaskScores scores;
  for (std::size_t i = 0; i < runs.size(); ++i)
    if (read[i].problem.empty())
      scores.of[runs[i]] = std::move(read[i].scores);
    else
      scores.problems.push_back(std::move(read[i].problem));
  return scores;
}

std::vector<std::string> notes_on_scores(const StudyResults& results, const ComparedTask& task,
                                         const TaskScores& scores) {
  auto notes = coverage_notes(compared_runs(results, task));
  if (!scores.problems.empty())
    notes.push_back(
        fmt::format("Without scores ({}): {}.", scores.problems.size(), some_of(scores.problems, "; ")));
  return notes;
}

}  // namespace sonosweep::analysis
