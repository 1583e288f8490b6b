#include "analysis/render/table_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sonosweep::analysis {
namespace {

const double kNan = std::nan("");

TEST(TableText, Numbers) {
  EXPECT_EQ(fixed_text(0.5, 3), "0.500");
  EXPECT_EQ(fixed_text(-0.0004, 3), "0.000");
  EXPECT_EQ(fixed_text(-0.0006, 3), "-0.001");
  EXPECT_EQ(shortest_text(0.1), "0.1");
  EXPECT_EQ(shortest_text(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(shortest_text(2), "2");
}

TEST(TableText, CellsOfOneRun) {
  const Table table;
  EXPECT_EQ(cell_text(table, {}, Cell::number(stats::summarize({0.5}))), "0.500");
  EXPECT_EQ(cell_text(table, {}, Cell::number(stats::summarize({kNan}))), "–");
}

TEST(TableText, CellsOfSeveralRuns) {
  Table table;
  table.has_spread = true;
  // mean 0.5, sd sqrt((0.01 + 0.01) / 1) = 0.141
  EXPECT_EQ(cell_text(table, {}, Cell::number(stats::summarize({0.4, 0.6}))), "0.500 ± 0.141");
  EXPECT_EQ(cell_text(table, {}, Cell::number(stats::summarize({0.4, 0.6, kNan}))), "0.500 ± 0.141 (2/3)");
  EXPECT_EQ(cell_text(table, {}, Cell::number(stats::summarize({0.4, kNan}))), "0.400 (1/2)");
  EXPECT_EQ(cell_text(table, {}, Cell::number(stats::summarize({kNan, kNan}))), "– (0/2)");
  // Runs that cannot have the metric are none of the expected ones.
  EXPECT_EQ(cell_text(table, {}, Cell::number(stats::summarize({}))), "–");
}

}  // namespace
}  // namespace sonosweep::analysis
