// A CSV file with a header: RFC 4180, UTF-8 (with or without byte order mark), any line ends, quotes.
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
  // Reads the file. A missing required column, an optional one in another spelling, text that is not UTF-8,
  // other separators than commas or broken quotes: one fatal fault, and nothing is returned. A row with too
  // few or too many fields: a fault, and the row is left out. Rows of empty fields are skipped. Other columns
  // are noted as not used, unless they are carried along (those without a name cannot be); one that is nearly
  // an optional one that is missing is noted.
  static std::optional<CsvTable> read(const std::filesystem::path& path,
                                      const std::vector<std::string>& required,
                                      const std::vector<std::string>& optional, Faults& faults,
                                      OtherColumns others = OtherColumns::kNote);

  const std::string& path() const { return path_; }
  const std::vector<std::string>& header() const { return header_; }
  const std::vector<CsvRow>& rows() const { return rows_; }
  bool has(const std::string& column) const;
  // Names of the columns that are carried along.
  const std::vector<std::string>& carried() const { return carried_; }
  // The field as clean_name() gives it, "" where the table has no such column.
  std::string get(const CsvRow& row, const std::string& column) const;
  // The field with its characters as they are, without plain blanks at its ends: names of files.
  std::string get_as_is(const CsvRow& row, const std::string& column) const;
  // The field of all rows, those that are left out included as far as they have it.
  std::vector<std::string> get_all(const std::string& column) const;
  // "<path> line 12", for messages.
  std::string at(const CsvRow& row) const;
  Place place(const CsvRow& row) const;

  // One of possibly many rows with the same cause, which `kind` names: they are told together.
  void fault(Faults& faults, const CsvRow& row, const std::string& kind, const std::string& text) const;
  void note(Faults& faults, const CsvRow& row, const std::string& kind, const std::string& text) const;

 private:
  bool check_header(const std::vector<std::string>& required, const std::vector<std::string>& optional,
                    Faults& faults) const;
  void take_rows(std::vector<CsvRow> rows, Faults& faults);

  std::string path_;
  std::vector<std::string> header_, carried_;
  std::vector<CsvRow> rows_, left_out_;
};

// What to say behind a text that is no number: "; decimals have a point: 4.67" for "4,67", else "".
std::string decimal_hint(const std::string& text);

// Whether a table that need not be there is. A note if something else is there that may be meant: another
// spelling of its name, or a workbook.
bool is_there(const std::filesystem::path& table, Faults& faults);

}  // namespace sonosweep::data_tools
