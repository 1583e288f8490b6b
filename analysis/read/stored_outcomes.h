// Predictions of finished runs beside the outcomes they are about, so that outcomes can be exchanged while
// the predictions stay: what the negative control rests on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analysis/read/run_predictions.h"
#include "analysis/read/study_results.h"
#include "tasks/predictions.h"

namespace sonosweep::analysis {

// The outcomes of all test patients, each once, of every group where the test set rotates.
struct TestOutcomes {
  // S/F ratio, in units of 477, by cell = (patient, day); cells of a patient stand together, days in order.
  std::vector<std::pair<std::string, int>> cells;
  std::vector<double> sf_ratios;
  std::vector<std::string> patients;  // who have a known outcome and predictions
  std::vector<int> readmitted;        // 0 or 1

  std::size_t sf_patients() const;
};

// One fold and seed; where the test set rotates all groups' predictions together. Rows, and of each row where
// its outcomes stand in TestOutcomes.
struct StoredPredictions {
  std::vector<tasks::SfChangePrediction> sf_change;  // pairs of two days only, see negative_control.h
  std::vector<std::pair<std::size_t, std::size_t>> sf_change_cells;
  std::vector<tasks::SfRatioPrediction> sf_ratio;
  std::vector<std::size_t> sf_ratio_cells;
  std::vector<tasks::ReadmissionPrediction> readmission;
  std::vector<std::size_t> readmission_patients;
};

class StoredOutcomes {
 public:
  // Reads predictions.csv of every done clinical run. What is damaged, missing, or says another outcome than
  // the first run of its patients, is a problem and left out. Throws ChangedFile.
  explicit StoredOutcomes(const StudyResults& results);

  const TestOutcomes& outcomes() const { return outcomes_; }
  // Of the done runs of a group, by seed, then fold. Left out are those without rows (no pair of two days),
  // and of S/F ratio those that lack a cell (a test group's run is missing): the RMSE of a few is another
  // quantity.
  std::vector<StoredPredictions> of(const Runs& runs) const;
  const std::vector<std::string>& problems() const { return problems_; }

 private:
  // What a run's file holds, or why it cannot be read.
  struct ReadFile {
    Predictions rows;
    std::string problem;
  };
  using ReadFiles = std::map<const RunOutcome*, ReadFile>;
  void take_outcomes(const StudyResults& results, const ReadFiles& files);
  void take_predictions(const StudyResults& results, const ReadFiles& files);
  std::size_t cell_of(const std::string& video) const;  // throws DataError

  TestOutcomes outcomes_;
  std::map<std::pair<std::string, int>, std::size_t> cell_rows_;
  std::map<std::string, std::size_t> patient_rows_, video_cells_;
  std::map<const RunOutcome*, StoredPredictions> by_run_;
  std::vector<std::string> problems_;
};

}  // namespace sonosweep::analysis
