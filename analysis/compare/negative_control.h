// Negative control (analysis/METHOD.md section 7.2): the test patients' outcomes are permuted while the
// predictions stay as they are. No prediction can know a permuted outcome: metrics computed from them must
// not be better than chance, and if they are, the pipeline gives points for something else.
//
// S/F ratios are permuted over all cells (patient, day), readmission over patients. Metrics are computed anew
// from the stored rows by the code that scored the runs, averaged over folds and seeds; where the test set
// rotates, over all groups' rows together. Chance is what the best answer is worth that is the same for
// everybody, since every expectation below is at most (of an RMSE: at least) that:
//   RMSE                  SD of the S/F ratios (with n). E[(p - y)^2] over permutations is
//                         var(y) + var(p) + (mean p - mean y)^2. The training mean m has var(y) +
//                         (m - mean y)^2, always the same: the control's other level, `baseline`.
//   3-class, 2-class      Pairs of one day are left out: they are "same" whatever the outcomes say, so
//                         whoever sees that two videos are of one day is right without any outcome. Two
//                         different cells get equal ratios with probability q (share of equal pairs of
//                         cells), and else rise or fall alike: chance is max(q, (1 - q) / 2) of 3 classes, (1
//                         + q) / 2 of 2.
//   accuracy              share of the more frequent outcome
//   recall, precision     at these predictions exactly the share predicted to be readmitted, and the share of
//                         readmitted patients (0 where nobody is predicted to be)
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "analysis/read/stored_outcomes.h"
#include "analysis/read/study_results.h"
#include "analysis/render/table.h"

namespace sonosweep::analysis {

constexpr std::size_t kFewestPermutations = 20;
constexpr std::size_t kFewestControlPatients = 20;
// Better than chance by more standard errors than this is no accident: 3 of 100,000 rows at chance are.
constexpr double kControlErrors = 4;

// Whole patients, their days in order, keep what all patients have in common from day to day; that is not at
// chance, and shows that the control can fail.
enum class Permuted { kCells, kWholePatients };

struct NegativeControlOptions {
  std::size_t permutations = 200;  // at least kFewestPermutations
  std::uint64_t seed = 1;
  Permuted permuted = Permuted::kCells;
};

// One metric of one row of tables 2 to 4.
struct ControlRow {
  study::RunKind kind = study::RunKind::kSfChange;
  std::optional<study::SegmenterChoice> segmenter;  // none of controls
  std::string name, title;                          // "60", ">= 60 %"; "grayscale", "grayscale only"
  Column metric;
  std::size_t patients = 0;
  double observed = 0;  // of the outcomes as they are
  // Over the permutations: mean, and its standard error, SD / sqrt(permutations).
  double mean = 0, standard_error = 0;
  double chance = 0;
  // What the run's own baseline (majority class, training mean) has of the outcomes as they are; NaN of S/F
  // change, where the baseline counts pairs of one day too.
  double baseline = std::numeric_limits<double>::quiet_NaN();
  // Share of permutations at least as good as `observed`, (1 + hits) / (1 + permutations): of readmission
  // over patients; of S/F ratios over whole patients of as many days and the order of their days, which is
  // exact where outcomes tell nothing about images although the days of a patient are alike (sonosweep-synth
  // --effect 0).
  double p = std::numeric_limits<double>::quiet_NaN();

  // Beyond kControlErrors standard errors.
  bool better_than(double level) const;
  bool better_than_chance() const { return better_than(chance); }
  // A network whose mean is nearer to the test patients' than the training patients' is. No leak.
  bool better_than_baseline_only() const { return !better_than_chance() && better_than(baseline); }
};

struct NegativeControl {
  std::vector<ControlRow> rows;
  std::vector<std::string> notes;  // tasks left out for too few patients; predictions left out
  std::size_t permutations = 0;
  bool is_at_chance() const;
};

// Throws UsageError where the options ask for too few permutations, or the study has too few test patients or
// no predictions; ChangedFile (read/run_predictions.h).
NegativeControl negative_control(const StudyResults& results, const NegativeControlOptions& options);

// "negative_control".
Table negative_control_table(const NegativeControl& control, const StudyResults& results);

}  // namespace sonosweep::analysis
