// One segmentation run of a study: from pack and study to result.json.
#pragma once

#include "jobs/run/run_context.h"
#include "sweep/results/run_result.h"

namespace sonosweep::jobs {

// Trains (or goes on training) and evaluates. Files as interfaces of the results folder say; result.json is
// the caller's to write. Throws as train_segmenter() does, and DataError for a patient on two sides.
sweep::RunResult run_segmentation(const RunContext& context);

}  // namespace sonosweep::jobs
