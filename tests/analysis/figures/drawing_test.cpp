// Axes, the SVG writer and plots: where things come to lie.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "analysis/figures/axis.h"
#include "analysis/figures/plot.h"
#include "analysis/figures/style.h"
#include "analysis/figures/svg_canvas.h"
#include "analysis/figures/threshold_series.h"

namespace sonosweep::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> texts_of(const Axis& axis) {
  std::vector<std::string> texts;
  for (const auto& tick : axis.ticks) texts.push_back(tick.text);
  return texts;
}

TEST(NiceAxis, RoundNumbersAroundTheValues) {
  // 0.13..0.87 in at most 6 marks: steps of 0.1 need 9 marks (0.1..0.9), of 0.2 six (0.0..1.0).
  const Axis axis = nice_axis(0.13, 0.87, 6);
  EXPECT_THAT(texts_of(axis), ElementsAre("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"));
  EXPECT_DOUBLE_EQ(axis.low, 0);
  EXPECT_DOUBLE_EQ(axis.high, 1);
  EXPECT_DOUBLE_EQ(axis.share(0.25), 0.25);
}

TEST(NiceAxis, KeepsRoundEnds) {
  // 0.3 / 0.1 is 2.9999999999999996 in binary: no step more than needed.
  EXPECT_THAT(texts_of(nice_axis(0.3, 0.6, 4)), ElementsAre("0.3", "0.4", "0.5", "0.6"));
  EXPECT_THAT(texts_of(nice_axis(0, 0.3, 4)), ElementsAre("0.0", "0.1", "0.2", "0.3"));
  EXPECT_THAT(texts_of(nice_axis(0, 14, 8)), ElementsAre("0", "2", "4", "6", "8", "10", "12", "14"));
  // Steps of 500 need five marks (-500..1500), of 1000 four.
  EXPECT_THAT(texts_of(nice_axis(-30, 1200, 4)), ElementsAre("-1000", "0", "1000", "2000"));
}

TEST(NiceAxis, ValuesThatAgreeAndNone) {
  EXPECT_THAT(texts_of(nice_axis(2, 2, 3)), ElementsAre("1", "2", "3"));  // 2 - 2/2 to 2 + 2/2
  EXPECT_THAT(texts_of(nice_axis(0, 0, 3)), ElementsAre("-1", "0", "1"));
  EXPECT_THAT(texts_of(nice_axis(kNan, kNan, 3)), ElementsAre("0.0", "0.5", "1.0"));
  const Axis tiny = nice_axis(1e-7, 3e-7, 6);
  EXPECT_DOUBLE_EQ(tiny.low, 1e-7);
  EXPECT_EQ(tiny.ticks[0].text, "0.00000010");
}

TEST(ThresholdAxis, MarksTheThresholdsThemselves) {
  // 5 % of 0..100 at both ends.
  const Axis axis = threshold_axis({60, 0, 100});
  EXPECT_DOUBLE_EQ(axis.low, -5);
  EXPECT_DOUBLE_EQ(axis.high, 105);
  EXPECT_THAT(texts_of(axis), ElementsAre("0", "60", "100"));
  EXPECT_DOUBLE_EQ(threshold_axis({60}).low, 58);
}

TEST(SvgCanvas, Coordinates) {
  EXPECT_EQ(coordinate(12.5), "12.5");
  EXPECT_EQ(coordinate(-3), "-3");
  EXPECT_EQ(coordinate(-0.001), "0");
  EXPECT_EQ(coordinate(100), "100");
  EXPECT_EQ(coordinate(1.0 / 3), "0.33");
}

TEST(SvgCanvas, EscapesEverything) {
  SvgCanvas canvas(10, 10, "\"'<script>");
  canvas.text(1, 2, "<script>alert(1)</script> & \x01\xff");
  canvas.rect(0, 0, 1, 1, "#ffffff", {"", 0}, "</title><script>");
  const std::string svg = canvas.svg();
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, HasSubstr("aria-label=\"&quot;&#39;&lt;script&gt;\""));
  EXPECT_THAT(svg, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt; &amp; ??"));
  EXPECT_EQ(escape_xml("Müller"), "Müller");
}

TEST(SvgCanvas, LinesBreakAtGaps) {
  SvgCanvas canvas(10, 10, "");
  canvas.polyline({{1, 2}, {3, 4}, {5, kNan}, {6, 7}}, {});  // a single point is no line
  EXPECT_THAT(canvas.svg(), HasSubstr("points=\"1,2 3,4\""));
  EXPECT_THAT(canvas.svg(), Not(HasSubstr("6,7")));
}

TEST(SvgCanvas, ShortensWholeCharacters) {
  EXPECT_EQ(shortened("abc", 10, 100), "abc");
  EXPECT_EQ(shortened("üüüüüü", 10, 20), "üü…");  // 6.2 pixels each
}

TEST(Plot, PlacesPointsAndErrorBars) {
  Plot plot;
  plot.x = nice_axis(0, 10, 3);
  plot.y = nice_axis(0, 1, 3);
  Series series;
  series.style = {"#123456", "2 2", Marker::kCircle};
  series.points = {{0, 0.5, 0.25}, {10, 1}};
  plot.series = {series};
  // Inside the margins (left 66, right 14, top 30, bottom 46) 100 x 200 pixels are left.
  SvgCanvas canvas(180, 276, "");
  draw_plot(canvas, {0, 0, 180, 276}, plot);
  const std::string svg = canvas.svg();
  EXPECT_THAT(svg,
              HasSubstr("<circle cx=\"66\" cy=\"130\" r=\"4\" fill=\"#123456\"/>"));  // 30 + 200 * (1 - 0.5)
  EXPECT_THAT(svg, HasSubstr("<circle cx=\"166\" cy=\"30\" r=\"4\" fill=\"#123456\"/>"));  // 66 + 100
  EXPECT_THAT(svg, HasSubstr("<line x1=\"66\" y1=\"180\" x2=\"66\" y2=\"80\""));           // 0.25 to 0.75
  EXPECT_THAT(svg,
              HasSubstr("points=\"66,130 166,30\" fill=\"none\" stroke-linejoin=\"round\" stroke=\"#123456\" "
                        "stroke-width=\"1.6\" stroke-dasharray=\"2 2\""));
}

TEST(Plot, AxisHoldsErrorBarsAndStaysAboveZero) {
  Series series;
  series.points = {{0, 0.1, 0.3}, {1, 0.5, 0.2}, {2, kNan, 9}};
  const Axis axis = axis_of_values({series});
  EXPECT_DOUBLE_EQ(axis.low, 0);  // 0.1 - 0.3 would be below, no value is
  EXPECT_GE(axis.high, 0.7);      // 0.5 + 0.2
  EXPECT_LT(axis.high, 1);
}

TEST(Style, NoTwoSeriesLookAlike) {
  std::set<std::pair<std::string, std::string>> seen;
  for (std::size_t i = 0; i < 49; ++i) {
    const auto style = series_style(i);
    EXPECT_TRUE(seen.insert({style.colour, style.dash}).second) << i;
  }
  std::set<int> markers;
  for (std::size_t i = 0; i < 7; ++i) markers.insert(static_cast<int>(series_style(i).marker));
  EXPECT_EQ(markers.size(), 7U);
}

}  // namespace
}  // namespace sonosweep::analysis
