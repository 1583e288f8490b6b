// What sonosweep-status --json says; jobs/README.md describes it.
#pragma once

#include <string>

#include "farm/status/study_status.h"

namespace sonosweep::jobs {

// One object; indent -1 = on one line. Bytes that are no UTF-8 are replaced.
std::string status_json(const farm::StudyStatus& status, const std::string& results, int indent);

}  // namespace sonosweep::jobs
