#include "analysis/render/render_csv.h"

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
  table.rows = {{{Cell::number(stats::summarize({0.25, 0.75}))}, 2},
                {{Cell::number(stats::summarize({0.25, std::nan("")}))}, 1},
                {{Cell::number(stats::summarize({std::nan(""), std::nan("")}))}, 0}};
  EXPECT_EQ(render_csv(table),
            "iou_mean,iou_std,n\n"
            "0.5,0.3535533905932738,2\n"
            "0.25,,1\n"
            ",,0\n");
}

TEST(RenderCsv, ControlsStandElsewhere) {
  auto table = testing::sample_table();
  table.rows[2].is_control = true;
  EXPECT_EQ(render_csv(table), "threshold,iou,\"loss_a,b\"\n0,0.5,0.25\n60,0.1,0.0625\n");
}

}  // namespace
}  // namespace sonosweep::analysis
