#include "analysis/render/table_text.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <vector>

#include "core/text.h"

namespace sonosweep::analysis {

std::string fixed_text(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text.find_first_not_of("-0.") == std::string::npos && text.front() == '-') text.erase(0, 1);
  return text;
}

std::string shortest_text(double value) {
  char buffer[64];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, result.ptr};
}

std::string cell_text(const Table& table, const Column& column, const Cell& cell) {
  if (column.is_text) return cell.text;
  if (cell.is_gap() && !cell.text.empty()) return cell.text;
  if (column.is_of_row) return cell.is_gap() ? "–" : fixed_text(cell.value, column.decimals);
  std::string text = "–";
  if (!cell.is_gap()) {
    text = fixed_text(cell.value, column.decimals);
    if (table.has_spread && !std::isnan(cell.sd)) text += " ± " + fixed_text(cell.sd, column.decimals);
  }
  std::vector<std::string> remarks;
  if (table.has_spread && cell.n < cell.total) remarks.push_back(fmt::format("{}/{}", cell.n, cell.total));
  if (cell.constant > 0) remarks.push_back(fmt::format("{}/{} constant", cell.constant, cell.networks));
  if (!remarks.empty()) text += " (" + join(remarks, "; ") + ")";
  return text;
}

std::size_t count_columns(const Table& table) {
  return table.columns.size() + (table.has_spread ? 1 : 0);
}

std::string title_above(const Table& table, std::size_t row) {
  const int block = table.rows[row].block;
  if (row > 0 && table.rows[row - 1].block == block) return {};
  const auto found = table.block_titles.find(block);
  return found == table.block_titles.end() ? std::string() : found->second;
}

}  // namespace sonosweep::analysis
