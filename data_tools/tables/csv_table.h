// A CSV file with a header: RFC 4180, UTF-8 (with or without byte order mark), LF or CRLF, quotes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/csv.h"
#include "data_tools/faults.h"

namespace sonosweep::data_tools {

// What becomes of columns that are neither required nor optional.
enum class OtherColumns { kNote, kCarry };

class CsvTable {
 public:
  // Reads the file. A missing required column, text that is not UTF-8 or broken quotes: a fatal fault, and
  // nothing is returned. A row with too few or too many fields: a fault, and the row is left out. Rows of
  // empty fields are skipped. Other columns are noted as not used, unless they are carried along (those
  // without a name cannot be); one that is nearly an optional one that is missing is noted.
  static std::optional<CsvTable> read(const std::filesystem::path& path,
                                      const std::vector<std::string>& required,
                                      const std::vector<std::string>& optional, Faults& faults,
                                      OtherColumns others = OtherColumns::kNote);

  const std::vector<CsvRow>& rows() const { return rows_; }
  bool has(const std::string& column) const;
  // Names of the columns that are carried along.
  const std::vector<std::string>& carried() const { return carried_; }
  // The trimmed field, "" where the table has no such column.
  std::string get(const CsvRow& row, const std::string& column) const;
  // "<path> line 12", for messages.
  std::string at(const CsvRow& row) const;

 private:
  std::string path_;
  std::vector<std::string> header_, carried_;
  std::vector<CsvRow> rows_;
};

}  // namespace sonosweep::data_tools
