// Who trains, who validates, who tests: by patient, never one patient on two sides.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sonosweep::sweep {

struct SplitPatient {
  std::string id;
  int readmitted_30d = -1;  // 0, 1, -1 = unknown
  bool annotated = false;   // has at least one annotated frame
};

struct SplitRequest {
  int test_patients = 4, validation_patients = 6, folds = 5;
  std::vector<std::string> test_ids, validation_ids;  // where not empty, instead of the counts
  std::uint64_t seed = 1;
};

struct Split {
  std::vector<std::string> train, validation, test;  // sorted ids
  std::vector<std::vector<std::string>> folds;       // of all patients that are not in test
};

// Draws the split: test patients stratified by readmission where known, folds too. Depends on the set of
// patients and the request only, not on their order. Throws UsageError: more asked for than there are,
// unknown id, a patient on two sides, a side without an annotated patient.
Split draw_split(std::vector<SplitPatient> patients, const SplitRequest& request);

}  // namespace sonosweep::sweep
