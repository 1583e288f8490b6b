#include "analysis/render_csv.h"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/made_up_results.h"

namespace sonosweep::analysis {
namespace {

TEST(RenderCsv, Golden) {
  EXPECT_EQ(render_csv(testing::sample_table()),
            "threshold,iou,\"loss_a,b\"\n"
            "0,0.5,0.25\n"
            "60,0.1,0.0625\n"
            "100,,2\n");
}

TEST(RenderCsv, SeveralRunsPerCell) {
  Table table;
  Column column;
  column.name = "iou";
  table.columns = {column};
  table.has_spread = true;
  // 0.25 and 0.75: mean 0.5, sd sqrt(0.0625 + 0.0625) = 0.3535533905932738
  table.rows = {{{Cell::number(stats::summarize({0.25, 0.75}))}, 2, 0},
                {{Cell::number(stats::summarize({0.25, std::nan("")}))}, 1, 0},
                {{Cell::number(stats::summarize({std::nan(""), std::nan("")}))}, 0, 0}};
  EXPECT_EQ(render_csv(table),
            "iou_mean,iou_std,n\n"
            "0.5,0.3535533905932738,2\n"
            "0.25,,1\n"
            ",,0\n");
}

TEST(EscapeCsv, QuotesWhereNeeded) {
  EXPECT_EQ(escape_csv("a line"), "a line");
  EXPECT_EQ(escape_csv("a,b"), "\"a,b\"");
  EXPECT_EQ(escape_csv("say \"a\""), "\"say \"\"a\"\"\"");
  EXPECT_EQ(escape_csv("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(escape_csv(" a"), "\" a\"");
}

}  // namespace
}  // namespace sonosweep::analysis
