// The end of the report: which study, data, programs, machines and seeds its numbers rest on.
#pragma once

#include <string>

#include "analysis/study_results.h"
#include "sweep/results/results_folder.h"

namespace sonosweep::analysis {

// A <section id="provenance">. What differs between results (program, LibTorch, device, host, CPU) is listed
// with how many results say so. study.json stands below as it is.
std::string provenance_section(const StudyResults& results, const sweep::ResultsFolder& folder);

}  // namespace sonosweep::analysis
