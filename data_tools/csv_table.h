// A CSV file with a header: RFC 4180, UTF-8 (with or without byte order mark), LF or CRLF, quotes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data_tools/faults.h"

namespace sonosweep::data_tools {

class CsvTable {
 public:
  struct Row {
    int line = 0;  // where it begins in the file, from 1
    std::vector<std::string> fields;
  };

  // Reads the file. A missing required column, text that is not UTF-8 or broken quotes: a fatal fault, and
  // nothing is returned. A row with too few or too many fields: a fault, and the row is left out. Rows of
  // empty fields are skipped; columns neither required nor optional are noted.
  static std::optional<CsvTable> read(const std::filesystem::path& path,
                                      const std::vector<std::string>& required,
                                      const std::vector<std::string>& optional, Faults& faults);

  const std::vector<Row>& rows() const { return rows_; }
  bool has(const std::string& column) const;
  // The trimmed field, "" where the table has no such column.
  std::string get(const Row& row, const std::string& column) const;
  // "<path> line 12", for messages.
  std::string at(const Row& row) const;

 private:
  std::string path_;
  std::vector<std::string> header_;
  std::vector<Row> rows_;
};

}  // namespace sonosweep::data_tools
