// The name of everything that decides a run's numbers, as checkpoints carry it: a checkpoint of other
// settings, other patients or other masks must not be continued. What does not touch the run is left out.
#pragma once

#include <map>
#include <string>

#include "jobs/setup/study_setup.h"
#include "study/run_spec.h"
#include "study/split.h"

namespace sonosweep::jobs {

std::string segmentation_identity(const StudySetup& setup, const study::RunSpec& run,
                                  const study::Sides& sides);

// `run` is a clinical run, or a learning-rate run of `task`; `inputs`: digests of what it reads, by run id.
std::string clinical_identity(const StudySetup& setup, const study::RunSpec& run, study::RunKind task,
                              const study::Sides& sides, double lr,
                              const std::map<std::string, std::string>& inputs);

}  // namespace sonosweep::jobs
