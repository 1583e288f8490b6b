#include "data_tools/tables/clinical_match.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>

#include "core/text.h"
#include "core/unicode.h"

namespace sonosweep::data_tools {
namespace {

using PatientDays = std::set<PatientDay>;

constexpr const char* kDaysNote = "days without a ratio";
constexpr const char* kPatientsNote = "patients without a row";

PatientDays days_of(const std::vector<data::Video>& videos) {
  PatientDays days;
  for (const auto& video : videos)
    if (video.day >= 0) days.emplace(video.patient, video.day);
  return days;
}

PatientDays days_of(const std::vector<data::ClinicalRow>& clinical) {
  PatientDays days;
  for (const auto& row : clinical) days.emplace(row.patient, row.day);
  return days;
}

std::vector<std::string> patients_of(const std::vector<data::Video>& videos) {
  std::set<std::string> patients;
  for (const auto& video : videos) patients.insert(video.patient);
  return {patients.begin(), patients.end()};
}

std::size_t common(const PatientDays& a, const PatientDays& b) {
  return static_cast<std::size_t>(
      std::count_if(a.begin(), a.end(), [&](const PatientDay& day) { return b.count(day) != 0; }));
}

// The number to add to the clinical days by which most of them fall on a day of a video, and how many do; the
// smallest shift of several.
std::pair<int, std::size_t> best_shift(const PatientDays& videos, const PatientDays& clinical) {
  std::map<std::string, std::vector<int>> video_days;
  for (const auto& [patient, day] : videos) video_days[patient].push_back(day);
  std::map<int, std::size_t> fits;
  for (const auto& [patient, day] : clinical)
    if (const auto found = video_days.find(patient); found != video_days.end())
      for (const int other : found->second) ++fits[other - day];
  std::pair<int, std::size_t> best{0, 0};
  for (const auto& [shift, count] : fits)
    if (count > best.second || (count == best.second && std::abs(shift) < std::abs(best.first)))
      best = {shift, count};
  return best;
}

std::string days_text(const PatientDays& days, const std::string& patient) {
  std::vector<std::string> texts;
  for (const auto& [id, day] : days)
    if (id == patient) texts.push_back(std::to_string(day));
  return some_of(texts);
}

std::string shift_text(int shift, std::size_t count, std::size_t all) {
  return fmt::format("with {} {} the days of clinical.csv {} of {} would match", std::abs(shift),
                     shift < 0 ? "taken from" : "added to", count, all);
}

// `missing`: the patients of a table, none of whom has a video.
void no_common_patient(const std::string& table, const std::vector<std::string>& missing,
                       const std::vector<std::string>& known, Faults& faults) {
  faults.add(
      "{}: not one of its {} patients has a video: '{}' is not among the patients of videos.csv ('{}'{}); "
      "spell them the same in all tables{}",
      table, missing.size(), visible(missing.front()), visible(known.front()),
      known.size() > 1 ? fmt::format(", .. {} in all", known.size()) : "",
      did_you_mean(missing.front(), known));
}

std::vector<std::string> not_among(const std::set<std::string>& names,
                                   const std::vector<std::string>& known) {
  std::vector<std::string> missing;
  std::set_difference(names.begin(), names.end(), known.begin(), known.end(), std::back_inserter(missing));
  return missing;
}

}  // namespace

std::vector<data::ClinicalRow> rows_of_patients(const std::vector<data::ClinicalRow>& clinical,
                                                const std::vector<data::Patient>& patients, Faults& faults) {
  std::set<std::string> packed, missing;
  for (const auto& patient : patients) packed.insert(patient.id);
  std::vector<data::ClinicalRow> rows;
  for (const auto& row : clinical)
    if (packed.count(row.patient) != 0)
      rows.push_back(row);
    else
      missing.insert(row.patient);
  if (!missing.empty())
    faults.note("clinical.csv: {} rows of patients without a video are not packed: {}",
                clinical.size() - rows.size(), some_of({missing.begin(), missing.end()}));
  return rows;
}

ClinicalMatch match_clinical(const std::vector<data::Video>& videos,
                             const std::vector<data::ClinicalRow>& clinical,
                             const std::vector<data::Patient>& patients) {
  ClinicalMatch match;
  const auto video_days = days_of(videos), clinical_days = days_of(clinical);
  match.rows = clinical.size();
  match.rows_matched =
      static_cast<std::size_t>(std::count_if(clinical.begin(), clinical.end(), [&](const auto& row) {
        return video_days.count({row.patient, row.day}) != 0;
      }));
  match.video_days = video_days.size();
  match.video_days_served = common(video_days, clinical_days);
  const auto known = patients_of(videos);
  match.patients = known.size();
  for (const auto& patient : patients)
    if (patient.readmitted_30d >= 0 && std::binary_search(known.begin(), known.end(), patient.id))
      ++match.outcomes;
  return match;
}

std::string describe_days(const ClinicalMatch& match) {
  return fmt::format("{} rows, {} match a video day, {} of {} video days have none", match.rows,
                     match.rows_matched, match.video_days - match.video_days_served, match.video_days);
}

std::string clinical_summary(const ClinicalMatch& match) {
  std::string text = "  S/F ratios    " + (match.rows == 0 ? "0" : describe_days(match));
  if (match.not_measured > 0) text += fmt::format(", {} more not measured", match.not_measured);
  return text +
         fmt::format("\n  readmission   known for {} of {} patients\n", match.outcomes, match.patients);
}

void note_clinical_days(const std::string& table, const std::vector<data::Video>& videos,
                        const std::vector<data::ClinicalRow>& clinical,
                        const std::vector<PatientDay>& not_measured, Faults& faults) {
  faults.forget_notes(kDaysNote);
  if (videos.empty() || clinical.empty()) return;
  const auto match = match_clinical(videos, clinical, {});
  if (match.video_days == 0) {
    faults.note_of(
        kDaysNote,
        fmt::format("{}: {} S/F ratios match no video, since videos.csv gives no day; fill in its column day",
                    table, match.rows));
    return;
  }
  const auto video_days = days_of(videos), clinical_days = days_of(clinical);
  auto known_days = clinical_days;
  known_days.insert(not_measured.begin(), not_measured.end());
  // The tables agree on the days, whatever was measured.
  if (common(video_days, known_days) == match.video_days) return;
  const auto [shift, count] = best_shift(video_days, clinical_days);
  // Where a shift serves every day of a video, chance is hardly the reason.
  const bool shifted = shift != 0 && count == match.video_days && match.rows_matched * 2 <= count;
  faults.note_of(kDaysNote, fmt::format("{}: S/F ratios: {}{}", table, describe_days(match),
                                        shifted ? "; " + shift_text(shift, count, match.rows) +
                                                      ": are both counted from the same day?"
                                                : ""));
}

void note_patients(const std::string& table, const std::vector<data::Video>& videos,
                   const std::vector<data::Patient>& patients, Faults& faults) {
  faults.forget_notes(kPatientsNote);
  if (videos.empty() || patients.empty()) return;
  std::set<std::string> named;
  for (const auto& patient : patients) named.insert(patient.id);
  std::vector<std::string> without;
  const auto known = patients_of(videos);
  for (const auto& id : known)
    if (named.count(id) == 0) without.push_back(id);
  if (!without.empty())
    faults.note_of(kPatientsNote, fmt::format("{}: {} of {} patients with videos are not in it: {}", table,
                                              without.size(), known.size(), some_of(without)));
}

bool check_clinical_days(const std::string& table, const std::vector<data::Video>& videos,
                         const std::vector<data::ClinicalRow>& clinical,
                         const std::vector<PatientDay>& not_measured, Faults& faults) {
  if (videos.empty() || clinical.empty()) return true;
  const auto known = patients_of(videos);
  std::set<std::string> named;
  for (const auto& row : clinical) named.insert(row.patient);
  if (const auto missing = not_among(named, known); missing.size() == named.size()) {
    no_common_patient(table, missing, known, faults);
    return false;
  }
  const auto match = match_clinical(videos, clinical, {});
  const auto video_days = days_of(videos), clinical_days = days_of(clinical);
  auto known_days = clinical_days;
  known_days.insert(not_measured.begin(), not_measured.end());
  if (match.rows_matched > 0 || match.video_days == 0 || common(video_days, known_days) == match.video_days) {
    note_clinical_days(table, videos, clinical, not_measured, faults);
    return true;
  }
  const auto [shift, count] = best_shift(video_days, clinical_days);
  const auto both = std::find_if(video_days.begin(), video_days.end(),
                                 [&](const auto& day) { return named.count(day.first) != 0; });
  std::string example, guess;
  if (both != video_days.end())
    example = fmt::format(" (patient '{}': videos on days {}, S/F ratios on days {})", visible(both->first),
                          days_text(video_days, both->first), days_text(clinical_days, both->first));
  if (count * 2 > std::min(match.rows, match.video_days)) guess = "; " + shift_text(shift, count, match.rows);
  faults.add(
      "{}: S/F ratios: not one of {} rows matches the day of a video of its patient{}{}; count the days in "
      "both tables from the same one",
      table, match.rows, example, guess);
  return false;
}

bool check_patients(const std::string& table, const std::vector<data::Video>& videos,
                    const std::vector<data::Patient>& patients, Faults& faults) {
  if (videos.empty() || patients.empty()) return true;
  const auto known = patients_of(videos);
  std::set<std::string> named;
  for (const auto& patient : patients) named.insert(patient.id);
  if (const auto missing = not_among(named, known); missing.size() == named.size()) {
    no_common_patient(table, missing, known, faults);
    return false;
  }
  note_patients(table, videos, patients, faults);
  return true;
}

}  // namespace sonosweep::data_tools
