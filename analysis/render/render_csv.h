// Tables as CSV for programs (RFC 4180): one header line, all digits, a gap is empty. Controls
// that stand beside a table's rows have a file of their own.
#pragma once

#include <string>

#include "analysis/render/table.h"

namespace sonosweep::analysis {

std::string render_csv(const Table& table);

}  // namespace sonosweep::analysis
