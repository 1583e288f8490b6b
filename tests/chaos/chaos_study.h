// The study of the chaos campaigns: the full graph, 7 segmenters, 7 caches, 3 tasks on 5 folds each.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "jobs/setup/study_setup.h"

namespace sonosweep::chaos {

constexpr int kRuns = 7 + 7 + 7 * 3 * 5;

// Writes pack.h5 and study.ini into `folder`.
void write_chaos_study(const std::filesystem::path& folder);
// Of all its runs.
const std::vector<std::string>& chaos_run_ids();
// The same in memory.
jobs::StudySetup chaos_study();

}  // namespace sonosweep::chaos
