#include "analysis/render/table.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sonosweep::analysis {
namespace {

Table one_column(const std::vector<std::vector<double>>& runs_of_rows, Direction better,
                 bool may_mark = true) {
  Table table;
  Column column;
  column.better = better;
  column.may_mark_best = may_mark;
  table.columns = {column};
  for (const auto& runs : runs_of_rows) table.rows.push_back({{Cell::number(stats::summarize(runs))}, 0});
  return table;
}

std::string marks(const Table& table) {
  std::string text;
  for (const auto& row : table.rows) text += row.cells[0].best ? 'x' : '.';
  return text;
}

std::string marked(Table table) {
  mark_best(table);
  return marks(table);
}

const double kNan = std::nan("");

TEST(MarkBest, FollowsTheDirection) {
  EXPECT_EQ(marked(one_column({{0.1}, {0.3}, {0.2}}, Direction::kUp)), ".x.");
  EXPECT_EQ(marked(one_column({{0.1}, {0.3}, {0.2}}, Direction::kDown)), "x..");
}

TEST(MarkBest, OnlyWhereItMeansSomething) {
  EXPECT_EQ(marked(one_column({{0.1}, {0.3}}, Direction::kUp, false)), "..");
  EXPECT_EQ(marked(one_column({{0.1}, {0.3}}, Direction::kNone)), "..");
}

TEST(MarkBest, WhatReadsTheSameIsMarkedTheSame) {
  // 0.1234 and 0.1232 both read 0.123.
  EXPECT_EQ(marked(one_column({{0.1234}, {0.1232}, {0.2}}, Direction::kDown)), "xx.");
}

TEST(MarkBest, NoneIsBestWhereAllReadTheSame) {
  EXPECT_EQ(marked(one_column({{0.1234}, {0.1232}, {0.123}}, Direction::kDown)), "...");
}

TEST(MarkBest, GapsAndMissingRunsDoNotCompete) {
  EXPECT_EQ(marked(one_column({{kNan}, {0.3}, {0.2}}, Direction::kDown)), "..x");
  EXPECT_EQ(marked(one_column({{0.1, kNan}, {0.3, 0.3}, {0.2, 0.2}}, Direction::kDown)), "..x");
  EXPECT_EQ(marked(one_column({{kNan}, {0.3}}, Direction::kDown)), "..");  // nobody to compare with
  EXPECT_EQ(marked(one_column({}, Direction::kDown)), "");
}

// The best of a column says nothing there, and what is second best is not best.
TEST(MarkBest, NetworksThatSeeNoMaskOrNothingAreNotMarked) {
  auto table = one_column({{0.1}, {0.3}, {0.2}}, Direction::kDown);
  table.rows[0].cells[0].without_masks = true;
  EXPECT_EQ(marked(table), "...");
  table.rows[2].cells[0] = Cell::number(stats::summarize({0.1}));  // as good, and sees
  EXPECT_EQ(marked(table), "..x");
}

TEST(MarkBest, EachBlockOnItsOwn) {
  auto table = one_column({{0.1}, {0.3}, {0.5}, {0.4}}, Direction::kDown);
  table.rows[2].block = table.rows[3].block = 1;
  mark_best(table);
  EXPECT_EQ(marks(table), "x..x");
}

TEST(MarkBest, ControlsDoNotCompete) {
  auto table = one_column({{0.3}, {0.5}, {0.1}}, Direction::kDown);
  table.rows[2].is_control = true;
  mark_best(table);
  EXPECT_EQ(marks(table), "x..");
}

}  // namespace
}  // namespace sonosweep::analysis
