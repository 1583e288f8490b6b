// The named starting points of sonosweep-synth.
#pragma once

#include <string>
#include <vector>

#include "data_tools/phantom/options.h"

namespace sonosweep::data_tools {

// tiny: seconds, for tests. demo: minutes of study on two cores. paper: the paper's cohort. planted: for
// studies whose answer is known (visibility 1, one annotator, gamma 1, sigma of 3 px, structures several
// sigmas thick). planted_clinical: planted, with outcomes that the images tell nearly all of, for the
// positive control of the clinical tasks (readmission follows the change between the days alone).
const std::vector<std::string>& preset_names();

// Throws UsageError naming the nearest preset.
PhantomOptions preset_options(const std::string& name);

}  // namespace sonosweep::data_tools
