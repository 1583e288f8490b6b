// How patients are drawn and dealt: stratified by readmission, every draw from an Rng of its own. The same
// patients in the same order and the same Rng give the same draw.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/rng.h"
#include "study/split.h"

namespace sonosweep::study {

using PatientIds = std::vector<std::string>;

bool holds(const PatientIds& ids, const std::string& id);

// The patients whose ids are not among `ids`, in their order.
std::vector<SplitPatient> without(const std::vector<SplitPatient>& patients, const PatientIds& ids);

// `count` patients, annotated ones first: one without an annotated frame cannot test or validate a segmenter.
// Sorted. count <= patients.size().
PatientIds draw_stratified(const std::vector<SplitPatient>& patients, std::size_t count, Rng& rng);

// Deals all patients into `count` groups whose sizes differ by at most one, and so do their numbers of
// readmitted, not readmitted and unknown ones. Sorted within each group.
std::vector<PatientIds> deal_folds(const std::vector<SplitPatient>& patients, int count, Rng& rng);

// The same with annotated patients dealt before the others, so that every group gets one as far as they
// reach.
std::vector<PatientIds> deal_test_groups(const std::vector<SplitPatient>& patients, int count, Rng& rng);

}  // namespace sonosweep::study
