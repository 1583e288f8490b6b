#include "data_tools/csv_table.h"

#include <csv.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/text.h"

namespace sonosweep::data_tools {
namespace {

// What libcsv's callbacks fill.
struct Parse {
  std::vector<CsvTable::Row> rows;
  CsvTable::Row current;
  int line = 0;  // being read
  bool between_rows = true;
};

void on_field(void* text, std::size_t length, void* data) {
  auto& parse = *static_cast<Parse*>(data);
  parse.current.fields.emplace_back(static_cast<const char*>(text), length);
}

void on_row(int, void* data) {
  auto& parse = *static_cast<Parse*>(data);
  parse.rows.push_back(std::move(parse.current));
  parse.current = {};
  parse.between_rows = true;
}

struct Parser {
  Parser() {
    if (csv_init(&state, CSV_STRICT | CSV_STRICT_FINI) != 0) throw Error("libcsv: cannot start");
  }
  ~Parser() { csv_free(&state); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  csv_parser state{};
};

// Line by line, since libcsv does not tell where in the text it is. Throws DataError on broken quotes.
std::vector<CsvTable::Row> parse_rows(const std::string& path, const std::string& text) {
  Parser parser;
  Parse parse;
  const auto fail = [&] {
    throw_error<DataError>("{} line {}: broken quotes (a quote inside a field is written twice: \"\")", path,
                           std::max(1, parse.current.line));
  };
  for (std::size_t start = 0; start < text.size();) {
    const auto stop = text.find('\n', start);
    const std::size_t length = (stop == std::string::npos ? text.size() : stop + 1) - start;
    ++parse.line;
    if (parse.between_rows && text.find_first_not_of(" \t\r\n", start) < start + length) {
      parse.current.line = parse.line;
      parse.between_rows = false;
    }
    if (csv_parse(&parser.state, text.data() + start, length, on_field, on_row, &parse) != length) fail();
    start += length;
  }
  if (csv_fini(&parser.state, on_field, on_row, &parse) != 0) fail();
  return std::move(parse.rows);
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool all_empty(const CsvTable::Row& row) {
  return std::all_of(row.fields.begin(), row.fields.end(),
                     [](const auto& field) { return trim(field).empty(); });
}

}  // namespace

std::optional<CsvTable> CsvTable::read(const std::filesystem::path& path,
                                       const std::vector<std::string>& required,
                                       const std::vector<std::string>& optional, Faults& faults) {
  CsvTable table;
  table.path_ = path.string();
  std::vector<Row> rows;
  try {
    std::string text = read_file(path);
    if (text.rfind("\xEF\xBB\xBF", 0) == 0) text.erase(0, 3);
    if (!is_valid_utf8(text) || text.find('\0') != std::string::npos)
      throw_error<DataError>("{}: is not UTF-8 text; save it as \"CSV UTF-8\"", table.path_);
    rows = parse_rows(table.path_, text);
  } catch (const Error& error) {
    faults.add_fatal("{}", error.what());
    return std::nullopt;
  }
  if (rows.empty()) {
    faults.add_fatal("{}: is empty, expected a header with {}", table.path_, join(required, ","));
    return std::nullopt;
  }
  for (const auto& name : rows.front().fields) table.header_.push_back(trim(name));
  bool whole = true;
  for (const auto& name : required) {
    if (contains(table.header_, name)) continue;
    whole = false;
    const bool semicolons = table.header_.size() == 1 && table.header_[0].find(';') != std::string::npos;
    faults.add_fatal("{}: column '{}' is missing{}", table.path_, name,
                     semicolons ? "; fields must be separated by commas, not semicolons"
                                : did_you_mean(name, table.header_));
  }
  std::vector<std::string> unknown;
  for (std::size_t i = 0; i < table.header_.size(); ++i) {
    const auto& name = table.header_[i];
    if (std::count(table.header_.begin(), table.header_.end(), name) > 1 && !name.empty()) {
      if (contains({table.header_.begin(), table.header_.begin() + static_cast<std::ptrdiff_t>(i)}, name))
        continue;
      faults.add_fatal("{}: column '{}' stands twice", table.path_, name);
      whole = false;
    } else if (!contains(required, name) && !contains(optional, name)) {
      unknown.push_back("'" + name + "'");
    }
  }
  if (!whole) return std::nullopt;
  if (!unknown.empty()) faults.note("{}: columns not used: {}", table.path_, some_of(unknown));
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (all_empty(rows[i])) continue;
    if (rows[i].fields.size() != table.header_.size())
      faults.add("{}: has {} fields, the header has {}", table.at(rows[i]), rows[i].fields.size(),
                 table.header_.size());
    else
      table.rows_.push_back(std::move(rows[i]));
  }
  return table;
}

bool CsvTable::has(const std::string& column) const {
  return contains(header_, column);
}

std::string CsvTable::get(const Row& row, const std::string& column) const {
  const auto found = std::find(header_.begin(), header_.end(), column);
  return found == header_.end() ? "" : trim(row.fields[static_cast<std::size_t>(found - header_.begin())]);
}

std::string CsvTable::at(const Row& row) const {
  return fmt::format("{} line {}", path_, row.line);
}

}  // namespace sonosweep::data_tools
