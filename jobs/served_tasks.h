// Which tasks of a study its data can serve.
#pragma once

#include <string>
#include <vector>

#include "data/pack.h"
#include "sweep/study/study.h"

namespace sonosweep::jobs {

// Takes from the study the clinical tasks for which these patients have no sample at all, and returns one
// line for each: "sf_ratio: the data has no S/F ratios". Few samples or outcomes that are all equal are no
// reason.
std::vector<std::string> drop_unserved_tasks(sweep::Study& study, const data::PackIndex& index,
                                             const std::vector<std::string>& patients);

}  // namespace sonosweep::jobs
