// Networks that give everybody one answer, in words: they stay in means and comparisons, since leaving them
// out would select on outcome, and so it must be said wherever their numbers stand (analysis/METHOD.md
// section 8).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analysis/read/study_results.h"
#include "analysis/tables/threshold_table.h"

namespace sonosweep::analysis {

struct ConstantCount {
  std::size_t networks = 0;  // done clinical runs
  std::size_t judged = 0;    // of those, where it can be told
  std::size_t constant = 0, one_class = 0;
};
ConstantCount count_constant(const Runs& runs);

// "5/5 constant"; "" where none is.
std::string constant_text(std::size_t constant, std::size_t networks);

// `constant`, `one_class`: how many networks of a row; a gap where it can be told of none.
RowColumn constant_column();
RowColumn one_class_column();

// Footnotes of a table with these runs of one task: how many are constant, which, and what that means; how
// many give one class; of how many it cannot be told, or of test samples alone.
std::vector<std::string> constant_notes(const Runs& runs);

// One line for each row of tables 2 to 4, controls included, that has a constant network:
// "Table 3, >= 60 %: 5/5 constant".
std::vector<std::string> constant_rows(const StudyResults& results);
// "15 of 45 clinical networks are constant, which ..": what log, report and --verify begin with. "" if none.
std::string constant_sentence(const StudyResults& results);
// "whether 2 clinical networks are constant cannot be told: ..". "" if none.
std::string unjudged_sentence(const StudyResults& results);

}  // namespace sonosweep::analysis
