// Tables as CSV for programs (RFC 4180): one header line, all digits, a gap is empty.
#pragma once

#include <string>
#include <string_view>

#include "analysis/table.h"

namespace sonosweep::analysis {

std::string render_csv(const Table& table);

// The field as it is, or in quotes where it has to be.
std::string escape_csv(std::string_view text);

}  // namespace sonosweep::analysis
