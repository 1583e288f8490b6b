// What every program that works on a study does first: look at the pack, leave out what it cannot serve, draw
// the split.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/pack.h"
#include "study/study.h"
#include "sweep/study_folder.h"

namespace sonosweep::jobs {

struct StudySetup {
  study::Study study;  // resolved: without the tasks and controls that the data cannot serve
  sweep::StudyRecord record;
  std::vector<std::string> notes;  // study_notes.h; for the programs that begin a study to say
};

// Says them as warnings.
void say_notes(const std::vector<std::string>& notes);

// Only the patients of the study's cohort stand in the splits. What is left out is said. `folder`: where the
// results go; a study that was begun there keeps the tasks that its splits do not serve (earlier versions
// did not ask). Throws UsageError (cohort, fusion, split, a batch too small to train on).
StudySetup set_up_study(const data::PackIndex& index, study::Study study,
                        const sweep::StudyFolder* folder = nullptr);

// The same from files; a wrong study file is said before the pack is looked at. Throws DataError (pack).
StudySetup set_up_study(const std::filesystem::path& data, const std::filesystem::path& study_file,
                        const sweep::StudyFolder* folder = nullptr);

}  // namespace sonosweep::jobs
