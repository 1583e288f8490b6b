// How a study stands, from its results folder alone.
#pragma once

#include <cstdint>

#include "farm/status/study_status.h"
#include "sweep/study_folder.h"

namespace sonosweep::sweep {

// Throws UsageError if the folder is none of results, DataError if its study.json is damaged, Error if it
// cannot be read.
farm::StudyStatus look_at_study(const StudyFolder& folder, std::int64_t now_ms);

}  // namespace sonosweep::sweep
