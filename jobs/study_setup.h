// What every program that works on a study does first: read the study file, look at the pack, draw the split.
#pragma once

#include <filesystem>

#include "data/pack.h"
#include "sweep/results_folder.h"
#include "sweep/study.h"

namespace sonosweep::jobs {

struct StudySetup {
  sweep::Study study;
  sweep::StudyRecord record;
};

// Throws UsageError (study file, split), DataError (pack).
StudySetup set_up_study(const std::filesystem::path& data, const std::filesystem::path& study_file);

// The same with a pack that is open already.
StudySetup set_up_study(const data::PackIndex& index, const std::filesystem::path& study_file);

}  // namespace sonosweep::jobs
