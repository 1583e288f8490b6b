// What sonosweep-status shows to people.
#pragma once

#include <string>

#include "farm/status/study_status.h"

namespace sonosweep::jobs {

// `results`: the folder's path, to be shown. Whole lines.
std::string status_text(const farm::StudyStatus& status, const std::string& results);

}  // namespace sonosweep::jobs
