// Thresholds against "no threshold" (0 %) and the naive one (50 %), per task and metric: analysis/METHOD.md
// section 6.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "analysis/compare/patient_scores.h"
#include "analysis/read/study_results.h"
#include "analysis/tables/compared_task.h"
#include "analysis/tables/compared_thresholds.h"
#include "stats/corrected_t.h"
#include "stats/paired_effect.h"
#include "stats/sign_flip.h"

namespace sonosweep::analysis {

// Below, a bootstrap over patients describes them and covers no others.
constexpr std::size_t kFewestForBootstrap = 10;

struct Comparison {
  int threshold = 0, against = 0;  // percent
  // threshold - against, of each test patient's score, both of the same fold, seed and rotation, averaged
  // over these. By patient id.
  std::vector<double> differences;
  std::size_t runs = 0;  // pairs of runs behind them
  stats::PairedEffect effect;
  stats::SignFlip test;  // over patients
  double p_holm = std::numeric_limits<double>::quiet_NaN();
  // Over folds, seeds averaged (test groups where the test set rotates, their folds averaged too), of the
  // tables' metric: Nadeau-Bengio.
  stats::CorrectedT folds;
  std::size_t fewest_patients = kFewestPatients;  // of its family

  bool enough_patients() const { return test.n >= fewest_patients; }
  bool is_significant() const { return enough_patients() && p_holm <= kSignificance; }
};

// One family of Holm's: a metric, and a way to train the segmenters.
struct ComparisonFamily {
  study::SegmenterChoice segmenter;
  Column metric;
  bool is_primary = false;  // declared in the study file
  std::vector<Comparison> comparisons;
};

// Of all segmenters, never one against another; then metrics in the task's order; metrics without a score of
// single patients have none.
std::vector<ComparisonFamily> compare_thresholds(const StudyResults& results, const ComparedTask& task,
                                                 const TaskScores& scores);

}  // namespace sonosweep::analysis
