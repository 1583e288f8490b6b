// The sentences that stand with a recommended threshold.
#pragma once

#include <string>

#include "analysis/recommendation.h"

namespace sonosweep::analysis {

// What is recommended, its test result, who is not considered, and whether the evidence separates it from the
// others.
std::string recommendation_sentences(const Recommendation& found, const RecommendingMetric& metric,
                                     const sweep::Study& study);

// What "separated" means, or why nothing is tested.
std::string separation_note(const Recommendation& found, const RecommendingMetric& metric,
                            const sweep::Study& study);

}  // namespace sonosweep::analysis
