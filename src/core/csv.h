// CSV as in RFC 4180: commas, LF or CRLF (or CR alone), quotes where a field needs them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sonosweep {

struct CsvRow {
  int line = 0;  // where it begins in the text, from 1
  std::vector<std::string> fields;
};

// All rows, the header too; empty lines are skipped, blanks around a field without quotes dropped.
// UTF-8, with or without byte order mark. `name` says in messages which file this is. Throws DataError naming
// it, and the line where quotes are broken.
std::vector<CsvRow> parse_csv(const std::string& name, std::string_view text);

// The field as it is, or in quotes where it has to be: parse_csv() reads back the same text.
std::string escape_csv(std::string_view text);

}  // namespace sonosweep
