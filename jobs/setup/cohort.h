// Which patients of the data take part in a study.
#pragma once

#include <string>
#include <vector>

#include "data/pack.h"

namespace sonosweep::jobs {

// `cohort` is COLUMN:VALUE, "" = all patients: those in whose column of patients.csv exactly this value
// stands. Throws UsageError: unknown column (nearest named), a value that stands nowhere (those that do are
// listed).
std::vector<data::Patient> cohort_patients(const data::PackIndex& index, const std::string& cohort);

}  // namespace sonosweep::jobs
