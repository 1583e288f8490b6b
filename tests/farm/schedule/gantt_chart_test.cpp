#include "farm/schedule/gantt_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<PlannedRun> plan() {
  std::vector<PlannedRun> runs = {
      {"segmentation/a"}, {"segmentation/b"}, {"sf_change/a", {"segmentation/a"}}};
  runs[0].kind = runs[1].kind = "segmentation";
  runs[2].kind = "sf_change";
  for (auto& run : runs) run.resources.gpus = 1;
  return runs;
}

GanttChart chart(double last = 10) {
  // GPU 0: a 0-10, its task 10-20. GPU 1: b 0-15.
  const auto simulation = simulate(plan(), {10, 15, last}, {{0, 2, {0, 0}}}, {});
  return gantt_chart(plan(), simulation, "a < b", "hours");
}

TEST(GanttChart, has_a_row_per_gpu) {
  const auto drawn = chart();
  EXPECT_THAT(drawn.rows, ElementsAre("gpu 0", "gpu 1"));
  EXPECT_THAT(drawn.kinds, ElementsAre("segmentation", "sf_change"));
  ASSERT_EQ(drawn.bars.size(), 3U);
  EXPECT_EQ(drawn.bars[2].run, "sf_change/a");
  EXPECT_EQ(drawn.bars[2].row, 0U);
  EXPECT_EQ(drawn.bars[2].kind, 1U);
  EXPECT_EQ(drawn.bars[2].start, 10);
  EXPECT_EQ(drawn.bars[2].end, 20);
}

TEST(GanttChart, as_text) {
  // 47 columns: 5 for the names, a blank, the axis, 40 for 20 hours.
  EXPECT_EQ(gantt_text(chart(), 47),
            "gpu 0 |SsssssssssssssssssssFfffffffffffffffffff\n"
            "gpu 1 |Ssssssssssssssssssssssssssssss..........\n"
            "      +---------+---------+---------+---------+\n"
            "      0         5         10        15        20 hours\n"
            "s segmentation   f sf_change   . idle; upper case where a run begins\n");
}

TEST(GanttChart, what_shares_a_gpu_stands_below_each_other) {
  auto runs = plan();
  for (auto& run : runs) run.resources.gpu_bytes = 10;
  SchedulerOptions options;
  options.gpu_share = true;
  const auto simulation = simulate(runs, {10, 15, 5}, {{0, 4, {30}}, {1, 4}}, options);
  EXPECT_THAT(gantt_chart(runs, simulation, "", "").rows, ElementsAre("gpu 0", "gpu 0 +1"));
}

TEST(GanttChart, names_workers_where_there_are_several) {
  const auto simulation = simulate({{"a"}, {"b"}, {"c"}}, {1, 1, 1}, {{0, 1}, {1, 2}}, {});
  EXPECT_THAT(gantt_chart({{"a"}, {"b"}, {"c"}}, simulation, "", "").rows,
              ElementsAre("worker 0 slot 0", "worker 1 slot 0", "worker 1 slot 1"));
}

TEST(GanttChart, nothing_is_shown_as_nothing) {
  EXPECT_EQ(gantt_text(gantt_chart({}, simulate({}, {}, 2), "", "hours"), 80), "nothing to show\n");
  EXPECT_THAT(gantt_svg(gantt_chart({}, simulate({}, {}, 2), "", "hours")), HasSubstr("</svg>"));
}

TEST(GanttChart, ticks_are_round_numbers) {
  EXPECT_THAT(axis_ticks(20, 4), ElementsAre(0, 5, 10, 15, 20));
  EXPECT_THAT(axis_ticks(21, 4), ElementsAre(0, 10, 20));
  EXPECT_THAT(axis_ticks(0.7, 10), ElementsAre(0, ::testing::DoubleEq(0.1), ::testing::DoubleEq(0.2),
                                               ::testing::DoubleNear(0.3, 1e-12), ::testing::DoubleEq(0.4),
                                               ::testing::DoubleEq(0.5), ::testing::DoubleNear(0.6, 1e-12),
                                               ::testing::DoubleNear(0.7, 1e-12)));
  EXPECT_THAT(axis_ticks(0, 4), ElementsAre(0));
}

TEST(GanttChart, as_svg_stands_on_its_own) {
  const auto svg = gantt_svg(chart());
  EXPECT_EQ(svg.compare(0, 39, "<svg xmlns=\"http://www.w3.org/2000/svg\""), 0) << svg.substr(0, 60);
  EXPECT_THAT(svg, HasSubstr("a &lt; b"));
  EXPECT_THAT(svg, HasSubstr(">gpu 1</text>"));
  EXPECT_THAT(svg, HasSubstr(">f sf_change</text>"));
  EXPECT_THAT(svg, HasSubstr(">hours</text>"));
  // Half of 880 wide, from the middle on: 20 + 5 x 7.2 = 56 is where the plot begins.
  EXPECT_THAT(svg, HasSubstr("<rect x=\"496.00\" y=\"67.0\" width=\"440.00\""));
  EXPECT_THAT(svg, HasSubstr("<title>sf_change/a: 10 to 20</title>"));
  EXPECT_THAT(svg, Not(HasSubstr("href")));
}

TEST(GanttChart, names_in_an_svg_do_no_harm) {
  auto drawn = chart();
  drawn.title = "<\"a\" & 'b'>\x01\xff";
  EXPECT_THAT(gantt_svg(drawn), HasSubstr(">&lt;&quot;a&quot; &amp; 'b'&gt;?\?</text>"));
  drawn.title = "S\xc3\xa4ge";
  EXPECT_THAT(gantt_svg(drawn), HasSubstr(">S\xc3\xa4ge</text>"));
}

TEST(GanttChart, five_kinds_differ_in_grey_too) {
  GanttChart drawn;
  drawn.kinds = {"a", "b", "c", "d", "e"};
  const auto svg = gantt_svg(drawn);
  std::vector<double> greys;  // 0..255, as Rec. 601 weighs red, green and blue
  const std::string mark = "height=\"12\" fill=\"#";
  for (auto at = svg.find(mark); at != std::string::npos; at = svg.find(mark, at + 1)) {
    const auto rgb = std::stoul(svg.substr(at + mark.size(), 6), nullptr, 16);
    greys.push_back(0.299 * double(rgb >> 16) + 0.587 * double(rgb >> 8 & 255) + 0.114 * double(rgb & 255));
  }
  ASSERT_EQ(greys.size(), 5U);
  std::sort(greys.begin(), greys.end());
  for (std::size_t i = 1; i < greys.size(); ++i) EXPECT_GT(greys[i] - greys[i - 1], 30);
}

}  // namespace
}  // namespace sonosweep::farm
