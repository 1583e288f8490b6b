#include "analysis/render/render_markdown.h"

#include <gtest/gtest.h>

#include "analysis/made_up_results.h"

namespace sonosweep::analysis {
namespace {

TEST(RenderMarkdown, Golden) {
  EXPECT_EQ(render_markdown(testing::sample_table()),
            "**Table 9.** Numbers of 50 % &amp; more.\n"
            "\n"
            "| Threshold | IoU ↑ | Loss &lt;b>\\_\\| ↓ |\n"
            "| :-------- | ----: | ----------------: |\n"
            "| > 0 %     | 0.500 |             0.250 |\n"
            "| >= 60 %   | 0.100 |         **0.062** |\n"
            "| = 100 %   |     – |             2.000 |\n"
            "\n"
            "- A note on a_line.\n");
}

TEST(RenderMarkdown, BlockWithATitleAndSeveralRunsPerCell) {
  auto table = testing::sample_table();
  table.footnotes.clear();
  table.has_spread = true;
  table.rows[2].block = 1;
  table.rows[2].n = 5;
  table.block_titles[1] = "Con*trols";
  EXPECT_EQ(render_markdown(table),
            "**Table 9.** Numbers of 50 % &amp; more.\n"
            "\n"
            "| Threshold    |   IoU ↑ | Loss &lt;b>\\_\\| ↓ |    n |\n"
            "| :----------- | ------: | ----------------: | ---: |\n"
            "| > 0 %        |   0.500 |             0.250 |    1 |\n"
            "| >= 60 %      |   0.100 |         **0.062** |    1 |\n"
            "| *Con\\*trols* |         |                   |      |\n"
            "| = 100 %      | – (0/1) |             2.000 |    5 |\n");
}

TEST(RenderMarkdown, WithoutRowsItIsANote) {
  auto table = testing::sample_table();
  table.rows.clear();
  EXPECT_EQ(render_markdown(table), "**Table 9.** Numbers of 50 % &amp; more.\n\n- A note on a_line.\n");
}

TEST(EscapeMarkdown, SpecialCharacters) {
  EXPECT_EQ(escape_markdown("sharp_pleura"), "sharp_pleura");
  EXPECT_EQ(escape_markdown("_a_ *b* `c` [d](e) |"), "\\_a\\_ \\*b\\* \\`c\\` \\[d\\](e) \\|");
  EXPECT_EQ(escape_markdown("<script>alert(1)</script>"), "&lt;script>alert(1)&lt;/script>");
  EXPECT_EQ(escape_markdown("a\nb\\c"), "a b\\\\c");
}

}  // namespace
}  // namespace sonosweep::analysis
