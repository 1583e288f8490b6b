// Which threshold to take: by one validation metric declared in the study file, whose target is the same for
// every threshold; analysis/METHOD.md section 6. Test values decide nothing.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/render/table.h"

namespace sonosweep::analysis {

struct Candidate {
  int threshold = 0;
  Cell validation, test;  // mean and SD over the runs behind them
  // To the recommended one, of the same fold or seed: is the difference more than chance? Corrected paired
  // t-test over folds (seeds; where the test set rotates, groups that validate), adjusted by Holm over all
  // pairs of the study's thresholds, done or not: the recommended one was chosen by the same values. p is NaN
  // where nothing is tested.
  double difference = std::numeric_limits<double>::quiet_NaN();
  double p_holm = std::numeric_limits<double>::quiet_NaN();
  // Of the runs behind it: without a result, and done without a value of the metric on validation patients.
  std::size_t missing = 0, undefined = 0, runs = 0;
  std::string excluded;  // why it cannot be recommended (label_reach.h); "" = nothing speaks against it
  // All its runs are done, it has a value, and it is not excluded: it competes. A clinical metric may lack a
  // value in some folds (nobody of them readmitted), a segmenter's may not.
  bool complete = false;
  bool separated = false;  // p_holm <= 0.05

  // Nothing is missing, and yet it cannot compete.
  bool is_undefined() const { return excluded.empty() && !complete && missing == 0 && undefined > 0; }
};

struct Recommendation {
  study::SegmenterChoice segmenter;
  std::vector<Candidate> candidates;     // in the study's order
  const Candidate* recommended() const;  // or null: no candidate is complete
  std::ptrdiff_t best = -1;              // among the candidates; of equal ones the first
  std::string unit;                      // what the tests go over: "fold", "group", "seed"; "" = no test
};

// The metric as the study declares it.
struct RecommendingMetric {
  study::RunKind kind = study::RunKind::kSegmentation;
  Column column;
  std::string name() const { return column.name; }
};
RecommendingMetric recommending_metric(const study::Study& study);

// One for each way to train the segmenters. Empty where the study does not train what the metric is about, or
// the truth is not known. With `seed`: by the runs of that seed alone, and without a test.
std::vector<Recommendation> recommendations(const StudyResults& results,
                                            std::optional<std::uint64_t> seed = std::nullopt);

// "recommendation": all candidates, and in the caption what follows. A note where there is nothing to
// recommend from.
Table recommendation_table(const StudyResults& results);

}  // namespace sonosweep::analysis
