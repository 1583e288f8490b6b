// Numbers as text, the same in every place and locale; and what the renderers for people share.
#pragma once

#include <cstddef>
#include <string>

#include "analysis/render/table.h"

namespace sonosweep::analysis {

// "0.500"; never "-0.000".
std::string fixed_text(double value, int decimals);
// The shortest text that reads back as the same double: "0.1".
std::string shortest_text(double value);

// What people read in a cell, before escaping: "0.515", "0.515 ± 0.040", "0.515 ± 0.040 (4/5)",
// "0.515 ± 0.040 (4/5; 3/4 constant)", "–", "– (0/5)".
std::string cell_text(const Table& table, const Column& column, const Cell& cell);

// Columns that people see, n included.
std::size_t count_columns(const Table& table);
// What stands above this row: the title of the block that begins with it, or "".
std::string title_above(const Table& table, std::size_t row);

}  // namespace sonosweep::analysis
