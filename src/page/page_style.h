// page.css, the style that all pages share; built into the programs.
#pragma once

#include <string_view>

namespace sonosweep::page {

std::string_view page_style();

}  // namespace sonosweep::page
