// Class names, data set names and causes of failure with characters that Markdown, CSV, LaTeX and HTML treat
// specially: in every table of a study they stay text. LaTeX is asked, where it is installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "analysis/all_tables.h"
#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_html.h"
#include "analysis/render/render_latex.h"
#include "analysis/render/render_markdown.h"
#include "analysis/tables/paper_tables.h"
#include "core/atomic_file.h"
#include "core/csv.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const char* const kScript = "<script>alert(1)</script>";
const char* const kLatex = "50% \\input{x} $a_b^c & #1 ~ {";
const char* const kCsv = "a,\"b\"|`c`";

class HostileNames : public ::testing::Test {
 protected:
  void SetUp() override {
    auto study = testing::clinical_study();
    study.name = kScript;
    sweep::StudyRecord record;
    testing::write_study(folder_, study);
    record = folder_.read_record();
    record.classes = {kScript, kLatex, kCsv};
    record.data_name = std::string("lung ") + kScript + kLatex;
    std::filesystem::remove(folder_.study_file());
    folder_.open(record);
    for (const char* run : {"segmentation/t000", "segmentation/t060"})
      testing::write_done(folder_, run,
                          {{"iou", 0.5},
                           {std::string("iou_class/") + kScript, 0.25},
                           {std::string("iou_class/") + kCsv, 0.125}},
                          {{"device", kScript}});
    testing::write_done(folder_, "sf_ratio/t000/fold0", {{"rmse_max", 0.5}},
                        {{"left_out", {kScript, kLatex}}});
    tables_ = all_tables(read_study_results(folder_));
    add_paper_rows(tables_);
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_ / "results"};
  std::vector<Table> tables_;
};

TEST_F(HostileNames, HtmlAndMarkdown) {
  bool seen = false;
  for (const auto& table : tables_) {
    const auto html = html_page(table.label, render_html(table)), markdown = render_markdown(table);
    EXPECT_THAT(html, Not(HasSubstr("<script"))) << table.name;
    EXPECT_THAT(markdown, Not(HasSubstr("<script"))) << table.name;
    seen = seen || html.find("&lt;script&gt;alert(1)&lt;/script&gt;") != std::string::npos;
  }
  EXPECT_TRUE(seen);
}

TEST_F(HostileNames, CsvReadsBack) {
  const auto rows = parse_csv("per class", render_csv(tables_.at(5)));
  ASSERT_EQ(tables_.at(5).name, "table1_per_class");
  EXPECT_EQ(rows.at(0).fields.at(1), std::string("iou_class/") + kScript);
  EXPECT_EQ(rows.at(0).fields.at(3), std::string("iou_class/") + kCsv);
  EXPECT_EQ(rows.at(1).fields.at(3), "0.125");
  for (const auto& table : tables_)
    for (const auto& row : parse_csv(table.name, render_csv(table)))
      EXPECT_EQ(row.fields.size(), parse_csv(table.name, render_csv(table)).front().fields.size())
          << table.name;
}

TEST_F(HostileNames, LatexCompiles) {
  if (std::system("command -v pdflatex > /dev/null 2>&1") != 0) GTEST_SKIP() << "no pdflatex here";
  std::string text =
      "\\documentclass{article}\n\\usepackage[utf8]{inputenc}\n\\usepackage{booktabs}\n"
      "\\begin{document}\n";
  for (const auto& table : tables_) {
    if (table.csv_only) continue;
    write_file_atomically(dir_ / (table.name + ".tex"), render_latex(table));
    text += "\\input{" + table.name + ".tex}\n\\clearpage\n";
  }
  write_file_atomically(dir_ / "all.tex", text + "\\end{document}\n");
  const auto command = "cd '" + dir_.path().string() +
                       "' && pdflatex -halt-on-error -interaction=nonstopmode all.tex > latex.out 2>&1";
  EXPECT_EQ(std::system(command.c_str()), 0) << read_file(dir_ / "latex.out");
}

}  // namespace
}  // namespace sonosweep::analysis
