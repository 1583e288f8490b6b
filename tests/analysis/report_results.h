// A whole results folder with everything a report shows: made-up numbers, histories, logs, predictions, a
// journal, a pack and masks.
#pragma once

#include <filesystem>
#include <string>

#include "sweep/study_folder.h"

namespace sonosweep::analysis::testing {

// What names may look like at worst.
constexpr const char* kWickedName = "</script><script>alert('x')</script>";

// clinical_study() of made_up_results.h, everything done; the second class and the study are called `name`.
// The pack at `pack` has one video "v1" of test patient p1 with two frames, the first annotated. Seen from
// `runs_done`: only the first so many runs have a result, "failed" is what the next one did.
void write_report_results(const sweep::StudyFolder& folder, const std::filesystem::path& pack,
                          const std::string& name, std::size_t runs_done = 1000);

}  // namespace sonosweep::analysis::testing
