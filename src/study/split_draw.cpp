#include "study/split_draw.h"

#include <algorithm>
#include <utility>

namespace sonosweep::study {
namespace {

using Strata = std::vector<std::vector<SplitPatient>>;

// Largest remainders: how many of `count` each stratum gives, in proportion to its size.
std::vector<std::size_t> shares(const Strata& strata, std::size_t count) {
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
Strata shuffled_strata(const std::vector<SplitPatient>& patients, Rng& rng) {
  Strata strata(3);
  for (const auto& patient : patients)
    strata[patient.readmitted_30d == 1 ? 0 : patient.readmitted_30d == 0 ? 1 : 2].push_back(patient);
  for (auto& stratum : strata) rng.shuffle(stratum);
  return strata;
}

// (annotated, not annotated)
std::pair<std::vector<SplitPatient>, std::vector<SplitPatient>> by_annotation(
    const std::vector<SplitPatient>& patients) {
  std::pair<std::vector<SplitPatient>, std::vector<SplitPatient>> parts;
  for (const auto& patient : patients) (patient.annotated ? parts.first : parts.second).push_back(patient);
  return parts;
}

// Dealing the strata one after another keeps both the groups' sizes and their strata within one of each
// other.
void deal(const Strata& strata, std::vector<PatientIds>& groups, std::size_t& next) {
  for (const auto& stratum : strata)
    for (const auto& patient : stratum) groups[next++ % groups.size()].push_back(patient.id);
}

}  // namespace

bool holds(const PatientIds& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::vector<SplitPatient> without(const std::vector<SplitPatient>& patients, const PatientIds& ids) {
  std::vector<SplitPatient> rest;
  for (const auto& patient : patients)
    if (!holds(ids, patient.id)) rest.push_back(patient);
  return rest;
}

PatientIds draw_stratified(const std::vector<SplitPatient>& patients, std::size_t count, Rng& rng) {
  const auto [annotated, bare] = by_annotation(patients);
  PatientIds ids;
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

std::vector<PatientIds> deal_folds(const std::vector<SplitPatient>& patients, int count, Rng& rng) {
  std::vector<PatientIds> folds(static_cast<std::size_t>(count));
  std::size_t next = 0;
  deal(shuffled_strata(patients, rng), folds, next);
  for (auto& fold : folds) std::sort(fold.begin(), fold.end());
  return folds;
}

std::vector<PatientIds> deal_test_groups(const std::vector<SplitPatient>& patients, int count, Rng& rng) {
  std::vector<PatientIds> groups(static_cast<std::size_t>(count));
  const auto [annotated, bare] = by_annotation(patients);
  std::size_t next = 0;
  for (const auto* part : {&annotated, &bare}) deal(shuffled_strata(*part, rng), groups, next);
  for (auto& group : groups) std::sort(group.begin(), group.end());
  return groups;
}

}  // namespace sonosweep::study
