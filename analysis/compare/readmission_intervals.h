// Rates of table 4 with the interval that so few patients leave open.
#pragma once

#include "analysis/compare/patient_scores.h"
#include "analysis/read/study_results.h"
#include "analysis/render/table.h"
#include "analysis/tables/clinical_task.h"

namespace sonosweep::analysis {

// table4_intervals: accuracy, recall and precision of each threshold with 95 % Wilson intervals. n is
// patients: a rate is that of the predictions of all folds together, its n the patients behind one fold's (of
// precision, those predicted to be readmitted, on average).
Table readmission_intervals(const StudyResults& results, const ClinicalTask& task, const TaskScores& scores);

}  // namespace sonosweep::analysis
