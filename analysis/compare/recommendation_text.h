// The sentences that stand with a recommended threshold.
#pragma once

#include <string>
#include <vector>

#include "analysis/compare/recommendation.h"

namespace sonosweep::analysis {

// Where the metric has no value on validation patients although the runs are done, in how many runs of which
// thresholds, and why; "" where it has one everywhere.
std::string undefined_sentence(const Recommendation& found, const RecommendingMetric& metric);

// What is recommended, its test result, who is not considered, and whether the evidence separates it from the
// others.
std::string recommendation_sentences(const Recommendation& found, const RecommendingMetric& metric,
                                     const study::Study& study);

// Footnotes: which clinical networks at a recommended threshold are constant, whichever metric recommends it,
// and where an older version's results do not tell about validation.
std::vector<std::string> constant_recommendation_notes(const StudyResults& results,
                                                       const RecommendingMetric& metric,
                                                       const std::vector<Recommendation>& all);

// What "separated" means, or why nothing is tested.
std::string separation_note(const Recommendation& found, const RecommendingMetric& metric,
                            const study::Study& study);

}  // namespace sonosweep::analysis
