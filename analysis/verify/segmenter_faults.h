// A segmenter's metrics cannot be computed anew from what is kept: what its result.json says is held against
// itself and the study.
#pragma once

#include <string>
#include <vector>

#include "farm/results/run_result.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

// One line each:
// - a metric that is defined although no image (pixel) stands behind it by "n", or the other way round;
// - a mean over the test images that is outside what its patients have ("test_scores"), whose mean it is;
// - a score of a patient that nobody can have, or of one who is not among `test_patients`;
// - classes other than study.json's, and a score against the truth where that says that it is not known.
// Names that result.json does not have are of an older version, and no fault.
std::vector<std::string> segmenter_faults(const farm::RunResult& result, const sweep::StudyRecord& record,
                                          const std::vector<std::string>& test_patients);

}  // namespace sonosweep::analysis
