// Runs of the clinical tasks (S/F change, S/F ratio, readmission), and the learning-rate runs that come
// before them.
#pragma once

#include "farm/results/run_result.h"
#include "jobs/run/run_context.h"

namespace sonosweep::jobs {

// Trains (or goes on training) and evaluates; writes predictions.csv too, except for a learning-rate run,
// which tests nobody. What the run needs is done. result.json is the caller's to write. Throws DataError: a
// patient on two sides, weights of other shape; UsageError: the weights to start from are missing; and as the
// trainings do (video_training.h).
farm::RunResult run_clinical(const RunContext& context);

}  // namespace sonosweep::jobs
