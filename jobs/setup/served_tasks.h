// Which tasks of a study its data can serve.
#pragma once

#include <string>
#include <vector>

#include "data/pack.h"
#include "study/split.h"
#include "study/study.h"

namespace sonosweep::jobs {

// Takes from the study the clinical tasks for which these patients have no sample at all, and returns one
// line for each: "sf_ratio: the data has no S/F ratios". Few samples or outcomes that are all equal are no
// reason.
std::vector<std::string> drop_unserved_tasks(study::Study& study, const data::PackIndex& index,
                                             const std::vector<std::string>& patients);

// Why S/F change cannot be measured on these splits: no test patient, or in some fold no validation patient,
// has a pair of videos on two days; "" if it can. Pairs of one day are all `same` and say nothing of a
// change.
std::string fault_of_sf_change_splits(const data::PackIndex& index, const std::vector<study::Split>& splits);

// Takes sf_change from the study, and readmission where that starts from it: one line for each.
std::vector<std::string> drop_sf_change(study::Study& study, const std::string& fault);

}  // namespace sonosweep::jobs
