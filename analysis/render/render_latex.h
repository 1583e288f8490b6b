// Tables as LaTeX: a table environment for \input, with the rules of booktabs.
#pragma once

#include <string>
#include <string_view>

#include "analysis/render/table.h"

namespace sonosweep::analysis {

// Needs \usepackage{booktabs} only. Best values are bold, blocks are set apart, footnotes stand below.
std::string render_latex(const Table& table);

// Text that LaTeX sets as it is; ">=" becomes a relation sign.
std::string escape_latex(std::string_view text);

}  // namespace sonosweep::analysis
