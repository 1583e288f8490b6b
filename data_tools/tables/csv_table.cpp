#include "data_tools/tables/csv_table.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/folder.h"
#include "core/plain_text.h"
#include "core/text.h"
#include "core/unicode.h"

namespace sonosweep::data_tools {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool all_empty(const CsvRow& row) {
  return std::all_of(row.fields.begin(), row.fields.end(),
                     [](const auto& field) { return clean_name(field).empty(); });
}

// What is left of a column's name without case, blanks and signs: "SpO2", "Depth cm" -> "spo2", "depthcm".
std::string letters_of(const std::string& name) {
  std::string letters;
  for (const char c : name_key(name))
    if (static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) != 0)
      letters += c;
  return letters;
}

// "; did you mean .." for a column that is missing: one in another spelling before one that is similar.
std::string column_hint(const std::string& name, const std::vector<std::string>& header) {
  for (const auto& other : header)
    if (letters_of(other) == letters_of(name))
      return fmt::format("; did you mean '{}'? Rename it", visible(other));
  return did_you_mean(name, header);
}

// A first line "sep=," is spreadsheets' own and no header; it becomes an empty line. "sep=;" says what is
// wrong.
char take_separator_line(std::string& text) {
  const std::size_t start = text.size() - without_byte_order_mark(text).size();
  const std::size_t end = std::min(text.find_first_of("\r\n", start), text.size());
  std::string line = trim(text.substr(start, end - start));
  if (line.size() >= 2 && line.front() == '"' && line.back() == '"') line = line.substr(1, line.size() - 2);
  if (line.size() == 4) line += '\t';  // trimmed away
  if (line.size() != 5 || name_key(line.substr(0, 4)) != "sep=") return ',';
  text.erase(start, end - start);
  return line[4];
}

const char* separator_name(char c) {
  return c == ';' ? "semicolons" : c == '\t' ? "tabs" : c == '|' ? "bars ('|')" : nullptr;
}

// How the fields are separated if not by commas; a header of one field tells.
const char* wrong_separator(char declared, const std::vector<CsvRow>& rows) {
  if (declared != ',') return separator_name(declared) ? separator_name(declared) : "another character";
  if (rows.empty() || rows.front().fields.size() != 1) return nullptr;
  for (const char c : {';', '\t', '|'})
    if (rows.front().fields[0].find(c) != std::string::npos) return separator_name(c);
  return nullptr;
}

}  // namespace

std::optional<CsvTable> CsvTable::read(const std::filesystem::path& path,
                                       const std::vector<std::string>& required,
                                       const std::vector<std::string>& optional, Faults& faults,
                                       OtherColumns others) {
  CsvTable table;
  table.path_ = path.string();
  std::vector<CsvRow> rows;
  try {
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored))
      throw_error<DataError>("{}: is a folder, device or pipe, expected a table", table.path_);
    std::string text = read_file(path);
    const char declared = take_separator_line(text);
    rows = parse_csv(table.path_, text);
    if (const char* wrong = wrong_separator(declared, rows))
      throw_error<DataError>(
          "{}: its fields are separated by {}; fields must be separated by commas, not {}: save it as \"CSV "
          "UTF-8 (comma delimited)\", with a point in decimals",
          table.path_, wrong, wrong);
  } catch (const Error& error) {
    std::error_code ignored;
    Faults hints;
    if (!std::filesystem::exists(path, ignored)) is_there(path, hints);
    faults.add_fatal("{}{}", error.what(), hints.notes().empty() ? "" : "; " + hints.notes().front());
    return std::nullopt;
  }
  if (rows.empty()) {
    faults.add_fatal("{}: is empty, expected a header with {}", table.path_, join(required, ","));
    return std::nullopt;
  }
  for (const auto& name : rows.front().fields) table.header_.push_back(clean_name(name));
  if (!table.check_header(required, optional, faults)) return std::nullopt;
  std::vector<std::string> unknown;
  for (const auto& name : table.header_) {
    if (contains(required, name) || contains(optional, name)) continue;
    if (others == OtherColumns::kCarry && !name.empty()) {
      table.carried_.push_back(name);
      if (const auto near = nearest_name(name, optional); near && !table.has(*near))
        faults.note("{}: column '{}' is carried along as text and has no meaning here; did you mean '{}'?",
                    table.path_, visible(name), *near);
    } else
      unknown.push_back("'" + name + "'");
  }
  if (!unknown.empty()) faults.note("{}: columns not used: {}", table.path_, some_of(unknown));
  table.take_rows(std::move(rows), faults);
  return table;
}

bool CsvTable::check_header(const std::vector<std::string>& required,
                            const std::vector<std::string>& optional, Faults& faults) const {
  bool whole = true;
  const auto fault = [&](const std::string& text) {
    faults.add_fatal("{}: {}", path_, text);
    whole = false;
  };
  for (const auto& name : required)
    if (!has(name)) fault(fmt::format("column '{}' is missing{}", name, column_hint(name, header_)));
  for (const auto& name : optional)
    for (const auto& other : header_)
      if (!has(name) && letters_of(other) == letters_of(name))
        fault(fmt::format("column '{}' is not known, '{}' is; rename it", visible(other), name));
  for (std::size_t i = 0; i < header_.size(); ++i) {
    const auto same = [&](const std::string& other) { return name_key(other) == name_key(header_[i]); };
    const auto first = std::find_if(header_.begin(), header_.end(), same);
    if (header_[i].empty() || first == header_.begin() + static_cast<std::ptrdiff_t>(i)) continue;
    if (*first == header_[i])
      fault(fmt::format("column '{}' stands twice", header_[i]));
    else
      fault(fmt::format("columns '{}' and '{}' differ only in {}; rename or drop one", visible(*first),
                        visible(header_[i]), name_difference(*first, header_[i])));
  }
  return whole;
}

void CsvTable::take_rows(std::vector<CsvRow> rows, Faults& faults) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CsvRow& row = rows[i];
    if (all_empty(row)) continue;
    if (row.fields.size() == header_.size()) {
      rows_.push_back(std::move(row));
      continue;
    }
    fault(faults, row, "length",
          fmt::format("has {} fields, the header has {}{}", row.fields.size(), header_.size(),
                      row.fields.size() > header_.size()
                          ? "; a field with a comma in it stands in quotes, decimals have a point"
                          : ""));
    left_out_.push_back(std::move(row));
  }
}

bool CsvTable::has(const std::string& column) const {
  return contains(header_, column);
}

std::string CsvTable::get(const CsvRow& row, const std::string& column) const {
  return clean_name(get_as_is(row, column));
}

std::string CsvTable::get_as_is(const CsvRow& row, const std::string& column) const {
  const auto place =
      static_cast<std::size_t>(std::find(header_.begin(), header_.end(), column) - header_.begin());
  return place < row.fields.size() ? trim(row.fields[place]) : "";
}

std::vector<std::string> CsvTable::get_all(const std::string& column) const {
  std::vector<std::string> all;
  for (const auto* rows : {&rows_, &left_out_})
    for (const auto& row : *rows) all.push_back(get(row, column));
  return all;
}

Place CsvTable::place(const CsvRow& row) const {
  return {path_, static_cast<std::size_t>(row.line)};
}

std::string CsvTable::at(const CsvRow& row) const {
  return place(row).text();
}

void CsvTable::fault(Faults& faults, const CsvRow& row, const std::string& kind,
                     const std::string& text) const {
  faults.add_row(path_, static_cast<std::size_t>(row.line), kind, text);
}

void CsvTable::note(Faults& faults, const CsvRow& row, const std::string& kind,
                    const std::string& text) const {
  faults.note_row(path_, static_cast<std::size_t>(row.line), kind, text);
}

std::string decimal_hint(const std::string& text) {
  std::string point = text;
  std::replace(point.begin(), point.end(), ',', '.');
  return point != text && parse_number(point) ? "; decimals have a point: " + point : "";
}

bool is_there(const std::filesystem::path& table, Faults& faults) {
  std::error_code error;
  if (std::filesystem::exists(table, error)) return true;
  const std::string name = table.filename().string(), stem = table.stem().string();
  for (const auto& other : names_in(table.parent_path())) {
    const std::string key = name_key(other);
    const bool workbook = key == stem + ".xlsx" || key == stem + ".xls" || key == stem + ".ods";
    if (workbook)
      faults.note("{}: is not read; save it as {}, \"CSV UTF-8\"", (table.parent_path() / other).string(),
                  name);
    else if (key == name || key == name + ".txt" || key == stem + ".tsv" || key == stem + ".txt")
      faults.note("{}: is not read; its name must be {}", (table.parent_path() / other).string(), name);
  }
  return false;
}

}  // namespace sonosweep::data_tools
