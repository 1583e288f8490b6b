// Whether the results in a folder are all of the study and data set of its study.json.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "analysis/read/study_results.h"

namespace sonosweep::analysis {

// Tables never mix studies. Throws UsageError naming the first done result that says it is of another study
// or data set, in what it differs, and how many there are. A result that does not say is let through.
void refuse_mixed_studies(const StudyResults& results);

// The first setting in which a result's resolved study differs from that of study.json: "study.folds is 3
// there, 5 in study.json".
std::string study_difference(const nlohmann::ordered_json& there, const nlohmann::ordered_json& ours);

}  // namespace sonosweep::analysis
