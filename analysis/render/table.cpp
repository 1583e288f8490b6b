#include "analysis/render/table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "analysis/render/table_text.h"

namespace sonosweep::analysis {

Column Column::metric(std::string name, std::string title, Direction better, bool may_mark_best,
                      int decimals) {
  Column column;
  column.name = std::move(name);
  column.title = std::move(title);
  column.better = better;
  column.may_mark_best = may_mark_best;
  column.decimals = decimals;
  return column;
}

Column Column::count(std::string name, std::string title, int decimals) {
  return metric(std::move(name), std::move(title), Direction::kNone, false, decimals);
}

Column Column::of_row(std::string name, std::string title, int decimals) {
  auto column = count(std::move(name), std::move(title), decimals);
  column.is_of_row = true;
  return column;
}

Column Column::label(std::string name, std::string title) {
  Column column;
  column.name = std::move(name);
  column.title = std::move(title);
  column.is_text = true;
  return column;
}

Cell Cell::label(std::string csv_text, std::string text) {
  Cell cell;
  cell.csv_text = std::move(csv_text);
  cell.text = std::move(text);
  return cell;
}

Cell Cell::number(const stats::Summary& summary) {
  Cell cell;
  cell.value = summary.mean;
  cell.sd = summary.sd;
  cell.n = summary.n;
  cell.total = summary.total;
  return cell;
}

Cell Cell::number(double value) {
  return number(stats::summarize({value}));
}

namespace {

// Whether this best value says anything for its row.
bool may_carry_mark(const Column& column, const Cell& cell) {
  if (cell.is_all_constant() || cell.without_masks) return false;
  if (std::isnan(column.to_beat)) return true;
  const bool is_better =
      column.better == Direction::kUp ? cell.value > column.to_beat : cell.value < column.to_beat;
  return is_better && fixed_text(cell.value, column.decimals) != fixed_text(column.to_beat, column.decimals);
}

}  // namespace

void mark_best(Table& table) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const Column& column = table.columns[c];
    if (!column.may_mark_best || column.better == Direction::kNone) continue;
    std::map<int, std::vector<Cell*>> blocks;
    for (auto& row : table.rows)
      if (!row.is_control && !row.cells[c].is_gap() && row.cells[c].n == row.cells[c].total)
        blocks[row.block].push_back(&row.cells[c]);
    for (const auto& [block, cells] : blocks) {
      if (cells.size() < 2) continue;
      double best = cells.front()->value;
      for (const Cell* cell : cells)
        if (column.better == Direction::kUp ? cell->value > best : cell->value < best) best = cell->value;
      const std::string shown = fixed_text(best, column.decimals);
      for (Cell* cell : cells) cell->best = fixed_text(cell->value, column.decimals) == shown;
      // Where all read the same, none is best.
      if (std::all_of(cells.begin(), cells.end(), [](const Cell* cell) { return cell->best; }))
        for (Cell* cell : cells) cell->best = false;
      for (Cell* cell : cells) cell->best = cell->best && may_carry_mark(column, *cell);
    }
  }
}

}  // namespace sonosweep::analysis
