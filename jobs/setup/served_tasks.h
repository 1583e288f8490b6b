// Which tasks of a study its data can serve.
#pragma once

#include <string>
#include <vector>

#include "data/pack.h"
#include "study/run_spec.h"
#include "study/split.h"
#include "study/study.h"

namespace sonosweep::jobs {

// Takes from the study the clinical tasks for which these patients have no sample at all, and returns one
// line for each: "sf_ratio: the data has no S/F ratios".
std::vector<std::string> drop_unserved_tasks(study::Study& study, const data::PackIndex& index,
                                             const std::vector<std::string>& patients);

// Why a clinical task of the study cannot be trained or measured on these splits; "" if it can. Asked are, on
// every rotation, a sample of a test patient, and in every fold one of a validation and one of a training
// patient; of readmission also that not all who are not in the test set have the same outcome. A sample of
// S/F change that measures is a pair of videos on two days: pairs of one day are all `same` and say nothing
// of a change. Few samples are no reason, nor are equal ones of other tasks (study_notes.h).
std::string fault_of_splits(const study::Study& study, study::RunKind task, const data::PackIndex& index,
                            const std::vector<study::Split>& splits);

// " where group 2 tests": behind what is said of one of several splits; "" of the only one.
std::string group_text(const std::vector<study::Split>& splits, std::size_t rotation);

// Takes a task from the study, and readmission where that starts from it: one line for each.
std::vector<std::string> drop_task(study::Study& study, const std::string& task, const std::string& fault);

}  // namespace sonosweep::jobs
