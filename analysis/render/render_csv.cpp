#include "analysis/render/render_csv.h"

#include <cmath>
#include <cstddef>

#include "analysis/render/table_text.h"
#include "core/csv.h"
#include "core/text.h"

namespace sonosweep::analysis {
namespace {

std::string number_or_gap(double value) {
  return std::isnan(value) ? std::string() : shortest_text(value);
}

}  // namespace

std::string render_csv(const Table& table) {
  std::vector<std::string> fields;
  for (const auto& column : table.columns) {
    if (table.has_spread && !column.is_text && !column.is_of_row) {
      fields.push_back(escape_csv(column.name + "_mean"));
      fields.push_back(escape_csv(column.name + "_std"));
    } else {
      fields.push_back(escape_csv(column.name));
    }
  }
  if (table.has_spread) fields.emplace_back("n");
  std::string out = join(fields, ",") + "\n";
  for (const auto& row : table.rows) {
    if (row.is_control) continue;
    fields.clear();
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const Cell& cell = row.cells[c];
      if (table.columns[c].is_text) {
        fields.push_back(escape_csv(cell.csv_text));
        continue;
      }
      fields.push_back(number_or_gap(cell.value));
      if (table.has_spread && !table.columns[c].is_of_row) fields.push_back(number_or_gap(cell.sd));
    }
    if (table.has_spread) fields.push_back(std::to_string(row.n));
    out += join(fields, ",") + "\n";
  }
  return out;
}

}  // namespace sonosweep::analysis
