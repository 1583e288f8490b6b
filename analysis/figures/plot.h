// Values against values, with error bars: one panel of a figure.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "analysis/figures/axis.h"
#include "analysis/figures/svg_canvas.h"

namespace sonosweep::analysis {

struct PlotPoint {
  double x = 0;
  double y = std::numeric_limits<double>::quiet_NaN();      // NaN: a gap, also in the line
  double error = std::numeric_limits<double>::quiet_NaN();  // half length of the bar; NaN: none
  std::string tip = "";
  std::string label = "";  // small, beside the marker
  bool is_hollow = false;  // the marker
};

struct Series {
  std::string name;
  SeriesStyle style;
  std::vector<PlotPoint> points;
  bool has_line = true;
  double marker_radius = 4;  // 0: no markers
  int marker_every = 1;
  double shift = 0;  // pixels to the right, so that error bars do not hide each other
};

struct Plot {
  std::string title, x_label, y_label;
  Axis x, y;
  std::vector<Series> series;
  bool has_diagonal = false;  // where y = x
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
};

// Within `box`, with title, axes and labels. What lies outside the axes is not drawn.
void draw_plot(SvgCanvas& canvas, const Box& box, const Plot& plot);

// The y axis that holds all points and error bars of the series; never below 0 where none of them is.
Axis axis_of_values(const std::vector<Series>& series, int most = 6);

struct LegendEntry {
  std::string name;
  SeriesStyle style;
  bool has_line = true, has_marker = true, is_hollow = false;
};
std::vector<LegendEntry> legend_of(const std::vector<Series>& series);
// Entries in lines of at most `width`; returns the height that it takes. `canvas` null: measures only.
double draw_legend(SvgCanvas* canvas, double x, double y, double width,
                   const std::vector<LegendEntry>& entries);

// A whole picture: title, panels in rows, one legend below them.
std::string plot_panels_svg(const std::string& title, const std::vector<Plot>& plots, int columns,
                            double panel_width, double panel_height, const std::vector<LegendEntry>& legend,
                            double& width, double& height);

}  // namespace sonosweep::analysis
