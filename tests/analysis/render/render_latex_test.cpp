#include "analysis/render/render_latex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/made_up_results.h"

namespace sonosweep::analysis {
namespace {

TEST(RenderLatex, Golden) {
  EXPECT_EQ(render_latex(testing::sample_table()),
            "% Needs \\usepackage{booktabs}; then \\input{sample.tex}\n"
            "\\begin{table}\n"
            "\\centering\n"
            "\\caption{Numbers of 50 \\% \\& more.}\n"
            "\\label{tab:sample}\n"
            "\\begin{tabular}{lrr}\n"
            "\\toprule\n"
            "Threshold & IoU $\\uparrow$ & Loss $<$b$>$\\_$|$ $\\downarrow$ \\\\\n"
            "\\midrule\n"
            "$>$ 0 \\% & 0.500 & 0.250 \\\\\n"
            "$\\geq$ 60 \\% & 0.100 & \\textbf{0.062} \\\\\n"
            "= 100 \\% & -- & 2.000 \\\\\n"
            "\\bottomrule\n"
            "\\end{tabular}\n"
            "\\par\\medskip\n"
            "\\begin{minipage}{0.95\\linewidth}\n"
            "\\footnotesize\n"
            "A note on a\\_line.\n"
            "\\end{minipage}\n"
            "\\end{table}\n");
}

TEST(RenderLatex, RuleBetweenBlocks) {
  auto table = testing::sample_table();
  table.rows[2].block = 1;
  EXPECT_THAT(render_latex(table), ::testing::HasSubstr("\\textbf{0.062} \\\\\n\\midrule\n= 100"));
}

TEST(RenderLatex, BlockWithATitleAndSeveralRunsPerCell) {
  auto table = testing::sample_table();
  table.has_spread = true;
  table.rows[2].block = 1;
  table.block_titles[1] = "a & b";
  const auto text = render_latex(table);
  EXPECT_THAT(text, ::testing::HasSubstr("\\begin{tabular}{lrrr}\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("$\\downarrow$ & n \\\\\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("\\textbf{0.062} & 1 \\\\\n\\midrule\n"
                                         "\\multicolumn{4}{l}{\\textit{a \\& b}} \\\\\n= 100"));
}

TEST(RenderLatex, WithoutRowsItIsANote) {
  auto table = testing::sample_table();
  table.rows.clear();
  table.footnotes.clear();
  EXPECT_EQ(render_latex(table),
            "% Needs \\usepackage{booktabs}; then \\input{sample.tex}\n"
            "\\begin{table}\n"
            "\\centering\n"
            "\\caption{Numbers of 50 \\% \\& more.}\n"
            "\\label{tab:sample}\n"
            "\\end{table}\n");
}

TEST(EscapeLatex, SpecialCharacters) {
  EXPECT_EQ(escape_latex("a_b & c # 5 % $x {y}"), "a\\_b \\& c \\# 5 \\% \\$x \\{y\\}");
  EXPECT_EQ(escape_latex("\\input{x}"), "\\textbackslash{}input\\{x\\}");
  EXPECT_EQ(escape_latex("^~<>|\""), "\\textasciicircum{}\\textasciitilde{}$<$$>$$|$''");
  EXPECT_EQ(escape_latex("0.5 ± 0.1"), "0.5 $\\pm$ 0.1");
  EXPECT_EQ(escape_latex("5 folds × 2"), "5 folds $\\times$ 2");
  EXPECT_EQ(escape_latex("[1]*"), "{[}1{]}{*}");
  EXPECT_EQ(escape_latex("a\nb"), "a b");
  EXPECT_EQ(escape_latex("Plèvre"), "Plèvre");
}

// Every group and environment that is opened is closed, each row has as many cells as there are columns.
TEST(RenderLatex, IsBalancedWithHostileNames) {
  auto table = testing::sample_table();
  table.columns[1].title = "}{ \\end{table} % & \\\\ $";
  const std::string text = render_latex(table);
  int depth = 0, dollars = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = i > 0 && text[i - 1] == '\\' && (i < 2 || text[i - 2] != '\\');
    if (escaped) continue;
    depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
    dollars += text[i] == '$' ? 1 : 0;
    ASSERT_GE(depth, 0) << text;
  }
  EXPECT_EQ(depth, 0);
  EXPECT_EQ(dollars % 2, 0);
  EXPECT_EQ(text.find("\\end{table}"), text.size() - std::string("\\end{table}\n").size());
}

}  // namespace
}  // namespace sonosweep::analysis
