#include "analysis/render/render_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/made_up_results.h"

namespace sonosweep::analysis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RenderHtml, Golden) {
  EXPECT_EQ(
      render_html(testing::sample_table()),
      "<table class=\"data\" id=\"table-sample\">\n"
      "<caption><strong>Table 9.</strong> Numbers of 50 % &amp; more.</caption>\n"
      "<thead><tr><th scope=\"col\" data-column=\"threshold\" data-type=\"text\" "
      "data-better=\"\">Threshold</th>"
      "<th scope=\"col\" data-column=\"iou\" data-type=\"number\" data-better=\"up\">IoU "
      "<span title=\"higher is better\">↑</span></th>"
      "<th scope=\"col\" data-column=\"loss_a,b\" data-type=\"number\" data-better=\"down\">Loss &lt;b&gt;_| "
      "<span title=\"lower is better\">↓</span></th></tr></thead>\n"
      "<tbody data-block=\"0\">\n"
      "<tr><th scope=\"row\" data-value=\"0\">&gt; 0 %</th><td data-value=\"0.5\">0.500</td>"
      "<td data-value=\"0.25\">0.250</td></tr>\n"
      "<tr><th scope=\"row\" data-value=\"60\">&gt;= 60 %</th><td data-value=\"0.1\">0.100</td>"
      "<td class=\"best\" data-value=\"0.0625\"><strong>0.062</strong></td></tr>\n"
      "<tr><th scope=\"row\" data-value=\"100\">= 100 %</th><td data-value=\"\">–</td>"
      "<td data-value=\"2\">2.000</td></tr>\n"
      "</tbody>\n"
      "</table>\n"
      "<ul class=\"notes\">\n<li>A note on a_line.</li>\n</ul>\n");
}

TEST(RenderHtml, BlocksControlsAndSpread) {
  auto table = testing::sample_table();
  table.has_spread = true;
  table.rows[2].block = 1;
  table.rows[2].is_control = true;
  table.block_titles[1] = "Controls & <more>";
  // 0.25 and 0.75: mean 0.5, sd 0.354 at three decimals.
  table.rows[0].cells[1] = Cell::number(stats::summarize({0.25, 0.75}));
  const auto text = render_html(table);
  EXPECT_THAT(text, HasSubstr("<td data-value=\"0.5\">0.500 ± 0.354</td>"));
  EXPECT_THAT(text, HasSubstr("</tbody>\n<tbody data-block=\"1\">\n<tr class=\"block-title\"><th "
                              "scope=\"rowgroup\" colspan=\"4\">Controls &amp; &lt;more&gt;</th></tr>\n"
                              "<tr class=\"control\">"));
  EXPECT_THAT(text, HasSubstr("data-column=\"n\""));
}

TEST(RenderHtml, NoRowsIsANote) {
  auto table = testing::sample_table();
  table.rows.clear();
  const auto text = render_html(table);
  EXPECT_THAT(text, HasSubstr("<p id=\"table-sample\"><strong>Table 9.</strong> Numbers"));
  EXPECT_THAT(text, Not(HasSubstr("<table")));
}

// Wherever a name can stand, it stays text.
TEST(RenderHtml, HostileNamesDoNothing) {
  const std::string hostile = "\"><script>alert('x')</script>";
  auto table = testing::sample_table();
  table.name = table.label = table.caption = hostile;
  for (auto& column : table.columns) column.name = column.title = hostile;
  table.rows[0].cells[0] = Cell::label(hostile, hostile);
  table.block_titles[0] = hostile;
  table.footnotes = {hostile};
  const auto page = html_page(hostile, render_html(table));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("alert('"))));
  EXPECT_THAT(page, HasSubstr("<title>&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</title>"));
  table.rows.clear();
  EXPECT_THAT(render_html(table), Not(HasSubstr("<script")));
}

TEST(EscapeHtml, SpecialCharacters) {
  EXPECT_EQ(escape_html("a < b & c > \"d\" 'e'\n±"), "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39; ±");
}

}  // namespace
}  // namespace sonosweep::analysis
