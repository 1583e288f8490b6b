// One model of a table; render_markdown.h, render_csv.h, render_latex.h and render_html.h show it.
#pragma once

#include <cstddef>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "stats/summary.h"

namespace sonosweep::analysis {

enum class Direction { kNone, kUp, kDown };  // where better values are

struct Column {
  std::string name;   // in CSV: "ce_unthresholded"
  std::string title;  // where people read: "CE (unthresholded)"
  Direction better = Direction::kNone;
  // Only where all rows are measured against the same target, and where a network that gives everybody one
  // answer cannot be the best: otherwise "best" means nothing.
  bool may_mark_best = false;
  // What a value must be better than to be marked, at the shown decimals; NaN: nothing.
  double to_beat = std::numeric_limits<double>::quiet_NaN();
  bool is_text = false;  // left-aligned labels instead of numbers
  int decimals = 3;      // where people read; CSV keeps all digits
  // One value of the row, no mean over its runs: without ± for people, one column in CSV.
  bool is_of_row = false;

  static Column metric(std::string name, std::string title, Direction better, bool may_mark_best = false,
                       int decimals = 3);
  // Numbers that are neither better nor worse.
  static Column count(std::string name, std::string title, int decimals = 0);
  static Column of_row(std::string name, std::string title, int decimals = 0);
  static Column label(std::string name, std::string title);
};

struct Cell {
  // Of a text column: for programs, for people. `text` of a number column: what people read in a gap, why it
  // is one.
  std::string csv_text, text;
  // Of a number column: mean over n of total runs; n = 0 is a gap. sd is NaN for n < 2.
  double value = std::numeric_limits<double>::quiet_NaN();
  double sd = std::numeric_limits<double>::quiet_NaN();
  std::size_t n = 0, total = 0;
  // Of these networks behind the row so many are constant (constant_networks.h).
  std::size_t constant = 0, networks = 0;
  bool without_masks = false;  // these networks see no mask in any video (empty_masks.h)
  bool best = false;

  static Cell label(std::string csv_text, std::string text);
  static Cell number(const stats::Summary& summary);
  static Cell number(double value);  // NaN is a gap
  bool is_gap() const { return n == 0; }
  bool is_all_constant() const { return constant > 0 && constant == networks; }
};

struct Row {
  std::vector<Cell> cells;  // one per column
  std::size_t n = 0;        // finished runs behind the row
  int block = 0;            // rows of one block stand together and are compared with each other
  // Stands beside the table's rows for people to compare: not in CSV, without marks.
  bool is_control = false;
};

// Without rows it is a note: people read label, caption and footnotes only.
struct Table {
  std::string name;     // file name without ending: "table1_segmentation"
  std::string label;    // "Table 1"
  std::string caption;  // what is shown, what the error bar is, and n
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::map<int, std::string> block_titles;  // block -> what stands above its rows, where people read
  std::vector<std::string> footnotes;
  // Several runs per cell: mean ± SD for people, <name>_mean and <name>_std in CSV; and a last column n.
  bool has_spread = false;
  // The same rows stand in another table where people read: not rendered for them again.
  bool csv_only = false;
};

// Sets Cell::best in the columns that may carry it: the best value of each block, and all that read the same
// at the shown decimals. Cells with missing runs and controls do not compete; a single competitor gets no
// mark, and none does where all read the same. The best value goes unmarked where it is not better than
// Column::to_beat, or of constant networks, or networks without masks, alone.
void mark_best(Table& table);

}  // namespace sonosweep::analysis
