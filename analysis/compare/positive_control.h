// Positive control (analysis/METHOD.md section 9): on data whose outcomes the images tell (sonosweep-synth
// --preset planted_clinical), can the clinical tasks see? The negative control's other half: a suite that
// finds nothing where there is nothing must find something where there is.
//
// Judged, on the test patients, means over folds and seeds:
//   S/F ratio     with true masks RMSE-Average at most half of the training mean's
//   S/F change    with true masks 2-class accuracy over pairs of two days at least 0.75 (the majority has
//                 0.5); p at most 0.01, among permutations of whole patients and of the order of their days
//   readmission   with true masks p of the accuracy at most 0.01, among permutations of patients
//   all three     true masks better than another video's masks (control `shuffled`)
//   networks      none with true masks or a threshold's masks gives one answer for everybody
// Reported beside it and never judged: grayscale alone, and the rank correlation over thresholds of IoU
// against truth with the clinical values, which is the paper's hypothesis.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/render/table.h"

namespace sonosweep::analysis {

constexpr double kMostOfTrainingMean = 0.5;
constexpr double kLeastAccuracy2 = 0.75;
constexpr double kLargestP = 0.01;

enum class Bar { kAtMost, kAtLeast, kBelow, kAbove, kNone };  // kNone: reported, not judged

struct PositiveRow {
  std::string task;         // "sf_ratio"; "all" of the networks
  std::string name, title;  // "rmse_average", "RMSE-Average, true masks"
  double value = std::numeric_limits<double>::quiet_NaN();
  Bar bar = Bar::kNone;
  double limit = std::numeric_limits<double>::quiet_NaN();
  std::string limit_title;  // "half of the training mean's"

  bool is_judged() const { return bar != Bar::kNone; }
  bool holds() const;  // of a judged one; never of NaN
};

struct PositiveControl {
  std::vector<PositiveRow> rows;      // judged ones first
  std::vector<std::string> notes;     // warnings too
  std::vector<std::string> warnings;  // why the bars may not be about these data
  std::size_t permutations = 0;
  bool holds() const;
};

struct PositiveControlOptions {
  std::size_t permutations = 2000;
  std::uint64_t seed = 1;
};

// Throws UsageError where the study lacks a task or a control, where any of its runs has no result, where it
// has too few test patients, and where the data set says that it is of another preset of sonosweep-synth.
// Data whose name says nothing are judged with a warning. Throws ChangedFile (read/run_predictions.h).
PositiveControl positive_control(const StudyResults& results, const PositiveControlOptions& options = {});

// "positive_control".
Table positive_control_table(const PositiveControl& control, const StudyResults& results);

}  // namespace sonosweep::analysis
