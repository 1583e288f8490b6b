#include "data_tools/tables/csv_table.h"

#include <algorithm>
#include <utility>

#include "core/atomic_file.h"
#include "core/csv.h"
#include "core/error.h"
#include "core/text.h"

namespace sonosweep::data_tools {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool all_empty(const CsvRow& row) {
  return std::all_of(row.fields.begin(), row.fields.end(),
                     [](const auto& field) { return trim(field).empty(); });
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
    rows = parse_csv(table.path_, read_file(path));
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
      if (others == OtherColumns::kCarry && !name.empty()) {
        table.carried_.push_back(name);
        if (const auto near = nearest_name(name, optional); near && !contains(table.header_, *near))
          faults.note("{}: column '{}' is carried along as text and has no meaning here; did you mean '{}'?",
                      table.path_, name, *near);
      } else
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

std::string CsvTable::get(const CsvRow& row, const std::string& column) const {
  const auto found = std::find(header_.begin(), header_.end(), column);
  return found == header_.end() ? "" : trim(row.fields[static_cast<std::size_t>(found - header_.begin())]);
}

std::string CsvTable::at(const CsvRow& row) const {
  return fmt::format("{} line {}", path_, row.line);
}

}  // namespace sonosweep::data_tools
