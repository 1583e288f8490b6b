// Tables as Markdown (GitHub's tables), readable as plain text too.
#pragma once

#include <string>
#include <string_view>

#include "analysis/render/table.h"

namespace sonosweep::analysis {

// Caption, table with padded columns, footnotes as a list. Best values are bold.
std::string render_markdown(const Table& table);

// Text that Markdown and HTML show as it is, on one line.
std::string escape_markdown(std::string_view text);

}  // namespace sonosweep::analysis
