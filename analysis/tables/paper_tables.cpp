#include "analysis/tables/paper_tables.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "analysis/tables/threshold_table.h"

namespace sonosweep::analysis {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr int kFolds = 5;

PaperTable table1() {
  const auto row = [](int threshold, double iou, double weighted, double ce, double trimap) {
    return PaperRow{threshold, {{iou, kNone}, {weighted, kNone}, {ce, kNone}, {trimap, kNone}}};
  };
  return {"table1_segmentation",
          {"iou", "weighted_ce", "ce_unthresholded", "trimap"},
          {row(0, 0.597, 0.055, 0.177, 0.099), row(20, 0.535, 0.022, 0.075, 0.067),
           row(40, 0.478, 0.022, 0.053, 0.039), row(50, 0.424, 0.024, 0.051, 0.037),
           row(60, 0.432, 0.018, 0.050, 0.029), row(80, 0.351, 0.022, 0.059, 0.032),
           row(100, 0.131, 0.007, 0.103, 0.007)},
          1,
          {"\"IoU decreases as the confidence threshold increases\": 60 % (0.432) is above 50 % (0.424).",
           "Section 3.1's last paragraph names the 100 % model twice; the first is the 0 % model."}};
}

PaperTable table2() {
  return {"table2_sf_change",
          {"accuracy3", "accuracy2"},
          {{0, {{0.362, 0.033}, {0.497, 0.055}}},
           {20, {{0.360, 0.049}, {0.531, 0.061}}},
           {40, {{0.363, 0.031}, {0.515, 0.057}}},
           {50, {{0.333, 0.022}, {0.501, 0.025}}},
           {60, {{0.348, 0.033}, {0.515, 0.504}}},
           {80, {{0.339, 0.049}, {0.504, 0.057}}},
           {100, {{0.327, 0.051}, {0.511, 0.051}}}},
          kFolds,
          {"60 %: \"0.515 ± 0.504\" is almost surely a misprint of the error bar."}};
}

PaperTable table3() {
  return {"table3_sf_ratio",
          {"rmse_max", "rmse_average", "rmse_median"},
          {{0, {{0.3506, 0.0567}, {0.3964, 0.0568}, {0.3918, 0.0548}}},
           {20, {{0.3708, 0.0580}, {0.4284, 0.0641}, {0.4190, 0.0641}}},
           {40, {{0.3644, 0.0136}, {0.4188, 0.0112}, {0.4090, 0.0123}}},
           {50, {{0.3644, 0.0245}, {0.4186, 0.0245}, {0.4078, 0.0225}}},
           {60, {{0.2902, 0.0496}, {0.3604, 0.0533}, {0.3506, 0.0526}}},
           {80, {{0.3468, 0.0439}, {0.4076, 0.0550}, {0.3948, 0.0531}}},
           {100, {{0.3270, 0.0432}, {0.3822, 0.0362}, {0.3750, 0.0389}}}},
          kFolds,
          {"Higher thresholds \"consistently outperformed the 0% baseline\": 80 % has RMSE-Average 0.4076 > "
           "0.3964 and "
           "RMSE-Median 0.3948 > 0.3918."}};
}

PaperTable table4() {
  return {"table4_readmission",
          {"accuracy", "recall", "precision"},
          {{0, {{0.450, 0.209}, {0.400, 0.418}, {0.333, 0.312}}},
           {20, {{0.550, 0.209}, {0.500, 0.354}, {0.567, 0.365}}},
           {40, {{0.400, 0.137}, {0.600, 0.418}, {0.367, 0.217}}},
           {50, {{0.550, 0.112}, {0.700, 0.274}, {0.533, 0.075}}},
           {60, {{0.750, 0.177}, {0.900, 0.224}, {0.768, 0.224}}},
           {80, {{0.700, 0.274}, {0.800, 0.274}, {0.700, 0.274}}},
           {100, {{0.700, 0.209}, {0.800, 0.274}, {0.667, 0.204}}}},
          kFolds,
          {"60 %: precision 0.768 can only be 0.767.",
           "20 %: precision 0.567 ± 0.365 contradicts the row's accuracy and recall.",
           "\"All thresholded models outperform the 0% baseline\": 40 % has accuracy 0.400 < 0.450.",
           "Task 3 refers to \"task 2\" for the S/F-change model; it is task 1."}};
}

Cell cell_of(const PaperValue& value, int runs) {
  Cell cell;
  cell.value = value.mean;
  cell.sd = value.sd;
  cell.n = cell.total = static_cast<std::size_t>(runs);
  return cell;
}

Row row_of(const Table& table, const PaperTable& paper, const PaperRow& printed, int block) {
  Row row;
  row.n = static_cast<std::size_t>(paper.runs);
  row.block = block;
  row.is_control = true;
  for (const auto& column : table.columns) {
    const auto metric = std::find(paper.metrics.begin(), paper.metrics.end(), column.name);
    if (column.name == "threshold")
      row.cells.push_back(Cell::label(std::to_string(printed.threshold), threshold_text(printed.threshold)));
    else if (metric != paper.metrics.end())
      row.cells.push_back(
          cell_of(printed.values[static_cast<std::size_t>(metric - paper.metrics.begin())], paper.runs));
    else
      row.cells.emplace_back();
  }
  return row;
}

}  // namespace

const std::vector<PaperTable>& paper_tables() {
  static const std::vector<PaperTable> tables = {table1(), table2(), table3(), table4()};
  return tables;
}

void add_paper_rows(std::vector<Table>& tables) {
  for (auto& table : tables)
    for (const auto& paper : paper_tables()) {
      if (table.name != paper.name) continue;
      const int block = table.rows.empty() ? 0 : table.rows.back().block + 1;
      table.block_titles[block] = "The paper, as printed";
      for (const auto& printed : paper.rows) table.rows.push_back(row_of(table, paper, printed, block));
      table.footnotes.push_back(
          "The paper's rows: Shivaram et al., on their own data and test patients: not comparable number by "
          "number.");
      const auto is_in_units_of_477 = [](const std::string& note) {
        return note.find("S/F / 477") != std::string::npos;
      };
      if (table.name == table3().name &&
          std::none_of(table.footnotes.begin(), table.footnotes.end(), is_in_units_of_477))
        table.footnotes.push_back("The paper's rows are in units of S/F / 477, others than ours.");
      for (const auto& slip : paper.slips) table.footnotes.push_back("Slip in the paper. " + slip);
    }
}

}  // namespace sonosweep::analysis
