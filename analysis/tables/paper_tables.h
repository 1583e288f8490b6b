// The tables as the paper prints them (Shivaram et al., "Label Uncertainty for Ultrasound Segmentation",
// tables 1 to 4), to be shown beside ours, and what is wrong with them as printed.
#pragma once

#include <string>
#include <vector>

#include "analysis/render/table.h"

namespace sonosweep::analysis {

struct PaperValue {
  double mean = 0, sd = 0;  // sd is NaN in table 1: one run
};

struct PaperRow {
  int threshold = 0;               // percent
  std::vector<PaperValue> values;  // by PaperTable::metrics
};

struct PaperTable {
  std::string name;                  // of our table: "table1_segmentation"
  std::vector<std::string> metrics;  // our columns: "iou", ..
  std::vector<PaperRow> rows;
  int runs = 1;                    // behind a cell
  std::vector<std::string> slips;  // known ones, in full sentences
};

const std::vector<PaperTable>& paper_tables();

// Beneath the rows of tables 1 to 4 the paper's, in a block of their own, without marks and not in CSV; its
// slips as footnotes. Other tables stay as they are.
void add_paper_rows(std::vector<Table>& tables);

}  // namespace sonosweep::analysis
