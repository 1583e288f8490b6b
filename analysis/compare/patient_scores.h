// How well a run did on each of its test patients, from its predictions.csv, of a segmenter from its
// result.json: what the comparisons of thresholds rest on. A patient's score is the task's metric on this
// patient's rows alone: the share of right pairs, the RMSE over the patient's days, 1 or 0 for the right or
// wrong outcome. Recall has a score of readmitted patients only; precision has none, since whom it is about
// depends on the predictions.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/tables/compared_task.h"
#include "tasks/predictions.h"

namespace sonosweep::analysis {

using PatientScores = std::map<std::string, double>;          // patient -> score, where defined
using ScoresByMetric = std::map<std::string, PatientScores>;  // "accuracy2" -> ..
using PatientOfVideo = std::map<std::string, std::string>;

// Throws DataError naming a video whose patient is not known.
ScoresByMetric sf_change_scores(const std::vector<tasks::SfChangePrediction>& rows,
                                const PatientOfVideo& patients);
ScoresByMetric sf_ratio_scores(const std::vector<tasks::SfRatioPrediction>& rows);
ScoresByMetric readmission_scores(const std::vector<tasks::ReadmissionPrediction>& rows);
// details: of a segmenter's result.json. Throws DataError where it has no test_scores, or damaged ones.
ScoresByMetric segmentation_scores(const nlohmann::ordered_json& details);

// Of the done runs of a task at the study's thresholds.
struct TaskScores {
  std::map<const RunOutcome*, ScoresByMetric> of;
  // Runs that are done but have no scores, and why: "sf_ratio/t060/fold1: ..csv line 3: ..".
  std::vector<std::string> problems;
};

// Reads predictions.csv or result.json of each of them. What is damaged or missing is a problem, not an
// error. Throws ChangedFile (run_predictions.h).
TaskScores read_task_scores(const StudyResults& results, const ComparedTask& task);

// Footnotes of a table that rests on these scores: which runs at the thresholds are not done, and which have
// no scores. Nothing if all have.
std::vector<std::string> notes_on_scores(const StudyResults& results, const ComparedTask& task,
                                         const TaskScores& scores);

}  // namespace sonosweep::analysis
