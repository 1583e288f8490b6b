// Which cells of the tables rest on something that differs.
#pragma once

#include <string>
#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/verify/verify_results.h"

namespace sonosweep::analysis {

// A row of a table whose numbers rest on a difference; the same words of several runs are one.
struct DoubtfulRow {
  std::string table, row, columns;       // "Table 2", ">= 60 %", "3-class accuracy, 2-class accuracy"
  std::size_t runs = 0, of = 0;          // so many of the runs behind it
  std::vector<std::string> differences;  // "segmentation/t060: best.pt: not the bytes it ended with"
};

// In the order of the tables. What tells the predictors (majority class, training mean) rests on results
// only, not on the files and masks behind them.
std::vector<DoubtfulRow> doubtful_rows(const StudyResults& results, const Verification& verification);

struct VerifyReport {
  std::string text;
  bool all_is_well = true;  // no difference, none of study.json either, and no result is missing
};

VerifyReport verify_report(const StudyResults& results, const Verification& verification);

}  // namespace sonosweep::analysis
