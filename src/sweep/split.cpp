#include "sweep/split.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/rng.h"
#include "core/text.h"

namespace sonosweep::sweep {
namespace {

using Ids = std::vector<std::string>;

bool holds(const Ids& ids, const std::string& id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); }

void check_ids(const char* key, const Ids& ids, const std::vector<SplitPatient>& patients) {
  Ids known;
  for (const auto& patient : patients) known.push_back(patient.id);
  std::set<std::string> seen;
  for (const auto& id : ids) {
    if (!holds(known, id))
      throw_error<UsageError>("study.{}: patient '{}' is not in the data{}", key, id, did_you_mean(id, known));
    if (!seen.insert(id).second) throw_error<UsageError>("study.{}: patient '{}' stands twice", key, id);
  }
}

// Largest remainders: how many of `count` each stratum gives, in proportion to its size.
std::vector<std::size_t> shares(const std::vector<std::vector<SplitPatient>>& strata, std::size_t count) {
  std::size_t total = 0;
  for (const auto& stratum : strata) total += stratum.size();
  std::vector<std::size_t> share(strata.size());
  std::vector<std::pair<std::size_t, std::size_t>> remainders;  // (remainder, stratum)
  std::size_t given = 0;
  for (std::size_t s = 0; s < strata.size(); ++s) {
    share[s] = strata[s].size() * count / total;
    given += share[s];
    remainders.emplace_back(strata[s].size() * count % total, s);
  }
  std::stable_sort(remainders.begin(), remainders.end(), [](auto& a, auto& b) { return a.first > b.first; });
  for (std::size_t k = 0; given < count; ++k, ++given) ++share[remainders[k].second];
  return share;
}

// Patients by readmission (yes, no, unknown), each stratum shuffled.
std::vector<std::vector<SplitPatient>> shuffled_strata(const std::vector<SplitPatient>& patients, Rng& rng) {
  std::vector<std::vector<SplitPatient>> strata(3);
  for (const auto& patient : patients)
    strata[patient.readmitted_30d == 1 ? 0 : patient.readmitted_30d == 0 ? 1 : 2].push_back(patient);
  for (auto& stratum : strata) rng.shuffle(stratum);
  return strata;
}

Ids draw(const std::vector<SplitPatient>& patients, std::size_t count, const char* key, Rng& rng) {
  // At least one patient must be left for the sides that are drawn later.
  if (count >= patients.size())
    throw_error<UsageError>("study.{} = {}: only {} patients are there to draw from, and training needs some; "
                            "ask for fewer", key, count, patients.size());
  // Annotated patients first: one without an annotated frame cannot test or validate a segmenter.
  std::vector<SplitPatient> annotated, bare;
  for (const auto& patient : patients) (patient.annotated ? annotated : bare).push_back(patient);
  Ids ids;
  for (const auto* pool : {&annotated, &bare}) {
    const std::size_t wanted = std::min(count - ids.size(), pool->size());
    if (wanted == 0) continue;
    const auto strata = shuffled_strata(*pool, rng);
    const auto share = shares(strata, wanted);
    for (std::size_t s = 0; s < strata.size(); ++s)
      for (std::size_t k = 0; k < share[s]; ++k) ids.push_back(strata[s][k].id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::vector<SplitPatient> without(const std::vector<SplitPatient>& patients, const Ids& ids) {
  std::vector<SplitPatient> rest;
  for (const auto& patient : patients)
    if (!holds(ids, patient.id)) rest.push_back(patient);
  return rest;
}

std::vector<Ids> draw_folds(const std::vector<SplitPatient>& patients, int count, Rng& rng) {
  // Dealing the strata one after another keeps both the folds' sizes and their strata within one of each other.
  std::vector<Ids> folds(static_cast<std::size_t>(count));
  std::size_t next = 0;
  for (const auto& stratum : shuffled_strata(patients, rng))
    for (const auto& patient : stratum) folds[next++ % folds.size()].push_back(patient.id);
  for (auto& fold : folds) std::sort(fold.begin(), fold.end());
  return folds;
}

}  // namespace

Split draw_split(std::vector<SplitPatient> patients, const SplitRequest& request) {
  std::sort(patients.begin(), patients.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  check_ids("test_ids", request.test_ids, patients);
  check_ids("validation_ids", request.validation_ids, patients);
  for (const auto& id : request.test_ids)
    if (holds(request.validation_ids, id))
      throw_error<UsageError>("patient '{}' stands in test_ids and in validation_ids; a patient may be on one "
                              "side only", id);

  Split split;
  Rng test_rng(derive_seed(request.seed, "test")), validation_rng(derive_seed(request.seed, "validation")),
      fold_rng(derive_seed(request.seed, "folds"));
  split.test = request.test_ids;
  if (split.test.empty())
    split.test = draw(without(patients, request.validation_ids), static_cast<std::size_t>(request.test_patients),
                      "test_patients", test_rng);
  std::sort(split.test.begin(), split.test.end());
  const auto development = without(patients, split.test);
  split.validation = request.validation_ids;
  if (split.validation.empty())
    split.validation = draw(development, static_cast<std::size_t>(request.validation_patients),
                            "validation_patients", validation_rng);
  std::sort(split.validation.begin(), split.validation.end());
  for (const auto& patient : without(development, split.validation)) split.train.push_back(patient.id);
  split.folds = draw_folds(development, request.folds, fold_rng);

  for (const auto& [side, ids] : {std::pair{"training", &split.train}, {"validation", &split.validation},
                                  {"test", &split.test}}) {
    const bool any = std::any_of(patients.begin(), patients.end(), [ids = ids](const auto& patient) {
      return patient.annotated && holds(*ids, patient.id);
    });
    if (!any)
      throw_error<UsageError>("no {} patient has an annotated frame ({} patients in all); change test_patients, "
                              "validation_patients or the ids", side, patients.size());
  }
  return split;
}

}  // namespace sonosweep::sweep
