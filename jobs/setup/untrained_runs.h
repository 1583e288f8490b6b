// What a finished study did not train, since nothing was labelled there.
#pragma once

#include <string>
#include <vector>

#include "farm/results/results_folder.h"
#include "study/study.h"

namespace sonosweep::jobs {

// One line a segmenter, with how many runs were not run for it; empty where everything was trained. Looks at
// the results that are there and can be read.
std::vector<std::string> untrained_lines(const study::Study& study, const farm::ResultsFolder& folder);

}  // namespace sonosweep::jobs
