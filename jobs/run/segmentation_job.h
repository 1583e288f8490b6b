// One segmentation run of a study: from pack and study to result.json.
#pragma once

#include "farm/results/run_result.h"
#include "jobs/run/run_context.h"

namespace sonosweep::jobs {

// Trains (or goes on training) and evaluates. Files as interfaces of the results folder say; result.json is
// the caller's to write. Throws as train_segmenter() does, and DataError for a patient on two sides.
farm::RunResult run_segmentation(const RunContext& context);

}  // namespace sonosweep::jobs
