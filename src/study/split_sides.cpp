#include <algorithm>
#include <map>
#include <string>

#include "core/error.h"
#include "study/split_draw.h"

namespace sonosweep::study {
namespace {

// Where each patient has been seen so far; a second place is a fault.
class Places {
 public:
  void add(const PatientIds& ids, const std::string& place) {
    for (const auto& id : ids) {
      const auto [found, is_new] = places_.emplace(id, place);
      if (is_new) continue;
      if (found->second == place)
        throw_error<DataError>("split of patients: '{}' stands in {} twice", id, place);
      throw_error<DataError>(
          "split of patients: '{}' stands in {} and in {}; a patient may be in one of them only, so "
          "nothing is trained on this split",
          id, found->second, place);
    }
  }

 private:
  std::map<std::string, std::string> places_;
};

std::size_t checked_fold(const Split& split, int fold) {
  if (fold < 0 || static_cast<std::size_t>(fold) >= split.folds.size())
    throw_error<Error>("the split has {} folds and no fold {}", split.folds.size(), fold);
  return static_cast<std::size_t>(fold);
}

}  // namespace

std::vector<std::string> patients_of(const Split& split) {
  auto patients = split.test;
  for (const auto& fold : split.folds) patients.insert(patients.end(), fold.begin(), fold.end());
  return patients;
}

Sides task_sides(const Split& split, int fold) {
  const std::size_t k = checked_fold(split, fold);
  Sides sides;
  sides.validation = split.folds[k];
  sides.test = split.test;
  for (std::size_t other = 0; other < split.folds.size(); ++other)
    if (other != k)
      sides.train.insert(sides.train.end(), split.folds[other].begin(), split.folds[other].end());
  std::sort(sides.train.begin(), sides.train.end());
  return sides;
}

Sides segmenter_sides(const Split& split, int fold) {
  if (fold < 0) return {split.train, split.validation, split.test};
  const std::size_t k = checked_fold(split, fold);
  if (split.fold_segmenters.size() != split.folds.size())
    throw_error<Error>("the split has no segmenter of fold {}", fold);
  return {split.fold_segmenters[k].train, split.fold_segmenters[k].validation, split.test};
}

void check_split(const Split& split) {
  Places sides;
  sides.add(split.test, "the test set");
  sides.add(split.train, "training");
  sides.add(split.validation, "validation");
  Places folds;
  folds.add(split.test, "the test set");
  for (std::size_t k = 0; k < split.folds.size(); ++k) folds.add(split.folds[k], fmt::format("fold {}", k));
  if (!split.fold_segmenters.empty() && split.fold_segmenters.size() != split.folds.size())
    throw_error<DataError>("split of patients: {} folds and {} segmenters of folds", split.folds.size(),
                           split.fold_segmenters.size());
  for (std::size_t k = 0; k < split.fold_segmenters.size(); ++k) {
    Places seen;
    seen.add(split.test, "the test set");
    seen.add(split.folds[k], fmt::format("fold {}", k));
    seen.add(split.fold_segmenters[k].train, fmt::format("the training of fold {}'s segmenter", k));
    seen.add(split.fold_segmenters[k].validation, fmt::format("the validation of fold {}'s segmenter", k));
  }
}

}  // namespace sonosweep::study
