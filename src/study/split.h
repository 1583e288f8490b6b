// Who trains, who validates, who tests: by patient, never one patient on two sides.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sonosweep::study {

struct SplitPatient {
  std::string id;
  int readmitted_30d = -1;  // 0, 1, -1 = unknown
  bool annotated = false;   // has at least one annotated frame
};

struct SplitRequest {
  int test_patients = 4, validation_patients = 6, folds = 5;
  std::vector<std::string> test_ids, validation_ids;  // where not empty, instead of the counts
  std::uint64_t seed = 1;
  bool clinical = true;  // the folds are used: there must be at least as many patients as folds
  bool fold_segmenters = false;
};

// The patients of one training.
struct Sides {
  std::vector<std::string> train, validation, test;
};

struct Split {
  std::vector<std::string> train, validation, test;  // of the segmenter; sorted ids
  std::vector<std::vector<std::string>> folds;       // of all patients that are not in test
  // Where asked for: [k] = train and validation of the segmenter of fold k, both inside the other folds (test
  // stays empty: it is the split's).
  std::vector<Sides> fold_segmenters;
};

// Draws the split: test patients stratified by readmission where known, folds too. Depends on the set of
// patients and the request only, not on their order. Throws UsageError: more asked for than there are,
// unknown id, a patient on two sides, a side without an annotated patient, fewer patients than folds
// (clinical only), a fold whose segmenter would have nobody annotated to train or to validate on. Fold
// segmenters validate on validation_patients, or on half of their annotated patients where those are fewer
// than twice as many.
Split draw_split(std::vector<SplitPatient> patients, const SplitRequest& request);

// outer_test = rotate: the patients are dealt into folds + 1 groups, stratified; [o] has group o as test set
// and the others as folds. test_patients is not used; test_ids and validation_ids must be empty. Throws as
// draw_split().
std::vector<Split> draw_rotations(std::vector<SplitPatient> patients, const SplitRequest& request);

// Of a clinical task: fold k validates, the others train. Throws Error for a fold that is not there.
Sides task_sides(const Split& split, int fold);
// Of a segmenter; fold -1 = the one segmenter. Throws Error as above.
Sides segmenter_sides(const Split& split, int fold);

// Everybody: test patients and folds.
std::vector<std::string> patients_of(const Split& split);

// Throws DataError naming a patient that stands on two sides, in two folds, or in the fold its segmenter must
// not see. Asked at run time, of the split a run really uses.
void check_split(const Split& split);

}  // namespace sonosweep::study
