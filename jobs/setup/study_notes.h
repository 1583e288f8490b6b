// What a study and its data let expect that its author may not have meant: said before anything is trained,
// and no reason to refuse it.
#pragma once

#include <string>
#include <vector>

#include "data/pack.h"
#include "study/split.h"
#include "study/study.h"

namespace sonosweep::jobs {

// `study` without what the data cannot serve. One line each, naming key or task, what is so, and what to do:
// a task with one class to learn or one to measure, clips longer than every video, a metric for the
// recommendation (recommend_by) that nothing in the study will have.
std::vector<std::string> study_notes(const study::Study& study, const data::PackIndex& index,
                                     const std::vector<study::Split>& splits);

// Those that are known without data.
std::vector<std::string> study_notes(const study::Study& study);

}  // namespace sonosweep::jobs
