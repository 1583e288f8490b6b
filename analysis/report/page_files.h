// report.css and report.js, which are built into the program.
#pragma once

#include <string_view>

namespace sonosweep::analysis {

std::string_view page_style();
std::string_view page_script();

}  // namespace sonosweep::analysis
