// How many samples of which class the folds of a clinical task hold, and what was left out of them.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/render/table.h"
#include "analysis/tables/clinical_task.h"

namespace sonosweep::analysis {

// Smallest and largest over the folds.
using CountRange = std::pair<std::size_t, std::size_t>;

// Patients whose samples test; nothing as long as no run is done.
std::optional<CountRange> test_patients(const StudyResults& results, const ClinicalTask& task);
// Test samples as the task's caption counts them.
std::optional<CountRange> test_samples(const StudyResults& results, const ClinicalTask& task);

// Of S/F change: how rare `same` is among the training pairs, and how frequent among those that choose the
// epoch; how many pairs of two days are ties. Nothing where no run tells.
std::vector<std::string> same_share_notes(const StudyResults& results, const ClinicalTask& task);

// <prefix>_counts: one row per fold and side; samples, and shares of the classes. Footnotes: what was left
// out, and network passes per pair.
Table sample_count_table(const StudyResults& results, const ClinicalTask& task);

}  // namespace sonosweep::analysis
