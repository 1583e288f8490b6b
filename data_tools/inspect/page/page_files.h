// pack_page.css and pack_page.js, which are built into the program.
#pragma once

#include <string_view>

namespace sonosweep::data_tools {

std::string_view pack_page_style();
std::string_view pack_page_script();

}  // namespace sonosweep::data_tools
