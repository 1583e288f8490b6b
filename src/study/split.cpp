#include "study/split.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/rng.h"
#include "core/text.h"
#include "study/split_draw.h"
#include "study/study_checks.h"

namespace sonosweep::study {
namespace {

void sort_by_id(std::vector<SplitPatient>& patients) {
  std::sort(patients.begin(), patients.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
}

void check_ids(const char* key, const PatientIds& ids, const std::vector<SplitPatient>& patients) {
  PatientIds known;
  for (const auto& patient : patients) known.push_back(patient.id);
  std::set<std::string> seen;
  for (const auto& id : ids) {
    if (!holds(known, id))
      throw_error<UsageError>("study.{}: patient '{}' is not in the data{}", key, id,
                              is_list_of(id, known)
                                  ? "; several are separated by commas: " + comma_list_guess(id)
                                  : did_you_mean(id, known));
    if (!seen.insert(id).second) throw_error<UsageError>("study.{}: patient '{}' stands twice", key, id);
  }
}

PatientIds draw(const std::vector<SplitPatient>& patients, int wanted, const char* key, Rng& rng) {
  const auto count = static_cast<std::size_t>(wanted);
  // At least one patient must be left for the sides that are drawn later.
  if (count >= patients.size())
    throw_error<UsageError>("study.{} = {}: only {} to draw from, and training needs some; ask for fewer",
                            key, count, counted(patients.size(), "patient"));
  return draw_stratified(patients, count, rng);
}

void require_annotated(const char* side, const PatientIds& ids, const std::vector<SplitPatient>& patients) {
  const bool any = std::any_of(patients.begin(), patients.end(), [&](const auto& patient) {
    return patient.annotated && holds(ids, patient.id);
  });
  if (!any)
    throw_error<UsageError>(
        "no {} patient has an annotated frame ({} in all); change test_patients, "
        "validation_patients or the ids",
        side, counted(patients.size(), "patient"));
}

// The segmenter that never sees fold k: it trains and validates on the other folds' patients.
Sides draw_fold_segmenter(const std::vector<SplitPatient>& others, const SplitRequest& request,
                          std::size_t k) {
  const auto annotated =
      std::count_if(others.begin(), others.end(), [](const auto& patient) { return patient.annotated; });
  if (annotated < 2)
    throw_error<UsageError>(
        "the segmenter of fold {} has {} annotated patients outside that fold, and needs one to "
        "train and one to validate; ask for fewer folds, or for one segmenter (segmenter_per_fold, "
        "segmenter_crossfit = false)",
        k, annotated);
  const auto wanted = request.validation_ids.empty()
                          ? static_cast<std::ptrdiff_t>(request.validation_patients)
                          : static_cast<std::ptrdiff_t>(request.validation_ids.size());
  Rng rng(derive_seed(request.seed, "fold_segmenter", k));
  Sides sides;
  sides.validation = draw_stratified(others, static_cast<std::size_t>(std::min(wanted, annotated / 2)), rng);
  for (const auto& patient : without(others, sides.validation)) sides.train.push_back(patient.id);
  return sides;
}

// Fills in what follows from test set, validation patients and folds.
void complete(Split& split, const std::vector<SplitPatient>& patients, const SplitRequest& request) {
  const auto development = without(patients, split.test);
  for (const auto& patient : without(development, split.validation)) split.train.push_back(patient.id);
  require_annotated("training", split.train, patients);
  require_annotated("validation", split.validation, patients);
  require_annotated("test", split.test, patients);
  if (request.clinical && development.size() < split.folds.size())
    throw_error<UsageError>(
        "study.folds = {}: only {} not in the test set, and every fold needs one; ask for fewer folds "
        "or test patients",
        split.folds.size(), counted(development.size(), "patient is", "patients are"));
  if (!request.fold_segmenters) return;
  for (std::size_t k = 0; k < split.folds.size(); ++k)
    split.fold_segmenters.push_back(draw_fold_segmenter(without(development, split.folds[k]), request, k));
}

}  // namespace

Split draw_split(std::vector<SplitPatient> patients, const SplitRequest& request) {
  sort_by_id(patients);
  check_ids("test_ids", request.test_ids, patients);
  check_ids("validation_ids", request.validation_ids, patients);
  for (const auto& id : request.test_ids)
    if (holds(request.validation_ids, id))
      throw_error<UsageError>(
          "patient '{}' stands in test_ids and in validation_ids; a patient may be on one "
          "side only",
          id);

  Split split;
  Rng test_rng(derive_seed(request.seed, "test")), validation_rng(derive_seed(request.seed, "validation")),
      fold_rng(derive_seed(request.seed, "folds"));
  split.test = request.test_ids;
  if (split.test.empty())
    split.test =
        draw(without(patients, request.validation_ids), request.test_patients, "test_patients", test_rng);
  std::sort(split.test.begin(), split.test.end());
  const auto development = without(patients, split.test);
  split.validation = request.validation_ids;
  if (split.validation.empty())
    split.validation = draw(development, request.validation_patients, "validation_patients", validation_rng);
  std::sort(split.validation.begin(), split.validation.end());
  split.folds = deal_folds(development, request.folds, fold_rng);
  complete(split, patients, request);
  return split;
}

std::vector<Split> draw_rotations(std::vector<SplitPatient> patients, const SplitRequest& request) {
  sort_by_id(patients);
  if (!request.test_ids.empty() || !request.validation_ids.empty())
    throw UsageError(
        "outer_test = rotate: every patient tests in one of the rotations, so test_ids and validation_ids "
        "cannot fix a side");
  const int groups = request.folds + 1;
  if (patients.size() < static_cast<std::size_t>(groups))
    throw_error<UsageError>(
        "outer_test = rotate with folds = {} deals the patients into {} groups, and there are only "
        "{}; ask for fewer folds",
        request.folds, groups, counted(patients.size(), "patient"));
  Rng group_rng(derive_seed(request.seed, "rotations"));
  const auto dealt = deal_test_groups(patients, groups, group_rng);

  std::vector<Split> splits;
  for (std::size_t o = 0; o < dealt.size(); ++o) {
    Split split;
    split.test = dealt[o];
    for (std::size_t k = 0; k < dealt.size(); ++k)
      if (k != o) split.folds.push_back(dealt[k]);
    Rng validation_rng(derive_seed(request.seed, "rotation_validation", o));
    split.validation = draw(without(patients, split.test), request.validation_patients, "validation_patients",
                            validation_rng);
    complete(split, patients, request);
    splits.push_back(std::move(split));
  }
  return splits;
}

}  // namespace sonosweep::study
