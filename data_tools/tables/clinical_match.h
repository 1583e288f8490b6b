// Whether the clinical tables and the videos speak of the same patients and days.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "data/pack.h"
#include "data_tools/faults.h"

namespace sonosweep::data_tools {

using PatientDay = std::pair<std::string, int>;

struct ClinicalMatch {
  std::size_t rows = 0, rows_matched = 0;             // S/F ratios; those on a day of a video of the patient
  std::size_t video_days = 0, video_days_served = 0;  // (patient, day) of videos; those with an S/F ratio
  std::size_t not_measured = 0;                       // further rows, without a value
  std::size_t patients = 0, outcomes = 0;             // of videos; those with a known readmitted_30d
};

// The rows of these patients; the others are noted as not packed.
std::vector<data::ClinicalRow> rows_of_patients(const std::vector<data::ClinicalRow>& clinical,
                                                const std::vector<data::Patient>& patients, Faults& faults);

// Videos without a day are passed over where days are counted.
ClinicalMatch match_clinical(const std::vector<data::Video>& videos,
                             const std::vector<data::ClinicalRow>& clinical,
                             const std::vector<data::Patient>& patients);
// "3 rows, 3 match a video day, 0 of 3 video days have none".
std::string describe_days(const ClinicalMatch& match);
// The lines on S/F ratios and readmission in the converter's summary.
std::string clinical_summary(const ClinicalMatch& match);

// Days of videos without a row, though other days have one: a note with the numbers of describe_days(). It
// takes the place of one that was made of other videos and rows. `not_measured`: the days of rows without a
// value, which are meant to have none. Videos without a day are passed over.
void note_clinical_days(const std::string& table, const std::vector<data::Video>& videos,
                        const std::vector<data::ClinicalRow>& clinical,
                        const std::vector<PatientDay>& not_measured, Faults& faults);
// Patients of videos who are not in patients.csv, likewise.
void note_patients(const std::string& table, const std::vector<data::Video>& videos,
                   const std::vector<data::Patient>& patients, Faults& faults);

// Not one row of `table` fits a video: a fault with the nearest guess (days shifted, other names of
// patients), and false. Else note_clinical_days().
bool check_clinical_days(const std::string& table, const std::vector<data::Video>& videos,
                         const std::vector<data::ClinicalRow>& clinical,
                         const std::vector<PatientDay>& not_measured, Faults& faults);
// The same for patients.csv: not one patient of the videos is in it; else note_patients().
bool check_patients(const std::string& table, const std::vector<data::Video>& videos,
                    const std::vector<data::Patient>& patients, Faults& faults);

}  // namespace sonosweep::data_tools
