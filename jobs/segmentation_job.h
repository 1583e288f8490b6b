// One segmentation run of a study: from pack and study to result.json.
#pragma once

#include <filesystem>

#include "data/pack_reader.h"
#include "jobs/study_setup.h"
#include "sweep/run_result.h"
#include "sweep/run_spec.h"

namespace sonosweep::jobs {

// Trains (or goes on training) and evaluates. Files as interfaces of the results folder say; result.json is the
// caller's to write. Throws as train_segmenter() does.
sweep::RunResult run_segmentation(const StudySetup& setup, const data::PackReader& pack, const sweep::RunSpec& spec,
                                  const std::filesystem::path& folder);

}  // namespace sonosweep::jobs
