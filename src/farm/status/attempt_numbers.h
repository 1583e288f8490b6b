// The numbers that earlier launches gave to attempts, as the journal knows them.
#pragma once

#include <filesystem>
#include <vector>

#include "farm/schedule/planned_run.h"

namespace sonosweep::farm {

// Raises `attempts_before` of each run to the highest number that stands in the journal. The folders alone do
// not know of an attempt that was only handed out, though a rank of that launch may still begin it: under a
// number above that of the attempt that has become the result, nobody would clear it away. No journal, or
// one that holds damage, is fine. Throws as journal_text().
void count_attempts_of_journal(std::vector<PlannedRun>& plan, const std::filesystem::path& journal);

}  // namespace sonosweep::farm
