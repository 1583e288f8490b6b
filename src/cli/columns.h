// How wide a text stands on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sonosweep::cli {

// As much of the beginning of `text` as fits into so many columns; where something is left out, it ends with
// "..", if there is room for that. A character of UTF-8 takes none, one or two columns; a byte that is no
// UTF-8 and a character that cannot be printed become "?".
std::string fit_columns(std::string_view text, std::size_t columns);

// The columns that `text` takes; 1 for each byte that is no UTF-8 and each character that cannot be printed.
std::size_t columns_of(std::string_view text);

}  // namespace sonosweep::cli
