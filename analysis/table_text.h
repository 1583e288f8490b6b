// Numbers as text, the same in every place and locale.
#pragma once

#include <string>

#include "analysis/table.h"

namespace sonosweep::analysis {

// "0.500"; never "-0.000".
std::string fixed_text(double value, int decimals);
// The shortest text that reads back as the same double: "0.1".
std::string shortest_text(double value);

// What people read in a cell, before escaping: "0.515", "0.515 ± 0.040", "0.515 ± 0.040 (4/5)", "–", "–
// (0/5)".
std::string cell_text(const Table& table, const Column& column, const Cell& cell);

}  // namespace sonosweep::analysis
