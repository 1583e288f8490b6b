#include "analysis/figures/plot.h"

#include <algorithm>
#include <cmath>

namespace sonosweep::analysis {
namespace {

constexpr double kTop = 30, kBottom = 46, kLeft = 66, kRight = 14;
constexpr double kEntryLine = 20, kSample = 30;
constexpr const char* kGrid = "#dddddd";

void draw_axes(SvgCanvas& canvas, const Box& in, const Plot& plot) {
  for (const auto& tick : plot.y.ticks) {
    const double y = in.y + in.height * (1 - plot.y.share(tick.value));
    canvas.line(in.x, y, in.x + in.width, y, {kGrid, 1});
    canvas.text(in.x - 7, y + 4, tick.text, {11, Anchor::kEnd});
  }
  double free_from = -1e9;
  for (const auto& tick : plot.x.ticks) {
    const double x = in.x + in.width * plot.x.share(tick.value);
    canvas.line(x, in.y + in.height, x, in.y + in.height + 4, {});
    const double half = text_width(tick.text, 11) / 2;
    if (x - half < free_from) continue;  // no room for it
    free_from = x + half + 3;
    canvas.text(x, in.y + in.height + 17, tick.text, {11, Anchor::kMiddle});
  }
  canvas.line(in.x, in.y, in.x, in.y + in.height, {});
  canvas.line(in.x, in.y + in.height, in.x + in.width, in.y + in.height, {});
  canvas.text(in.x + in.width / 2, in.y + in.height + 36, plot.x_label, {12, Anchor::kMiddle});
  TextStyle upright{12, Anchor::kMiddle};
  upright.upwards = true;
  canvas.text(in.x - 53, in.y + in.height / 2, shortened(plot.y_label, 12, in.height + 40), upright);
}

void draw_marker(SvgCanvas& canvas, const Box& in, const Series& series, const PlotPoint& point,
                 const std::pair<double, double>& at) {
  canvas.marker(series.style.marker, at.first, at.second, series.marker_radius, series.style.colour,
                point.tip, point.is_hollow);
  if (point.label.empty()) return;
  const bool has_room = at.first + 6 + text_width(point.label, 10) < in.x + in.width;
  canvas.text(at.first + (has_room ? 6 : -6), at.second + (at.second > in.y + 14 ? -5 : 13), point.label,
              {10, has_room ? Anchor::kStart : Anchor::kEnd});
}

void draw_series(SvgCanvas& canvas, const Box& in, const Plot& plot, const Series& series) {
  const auto at_y = [&](double y) { return in.y + in.height * (1 - plot.y.share(y)); };
  const auto inside = [&](double share) { return share >= -1e-9 && share <= 1 + 1e-9; };
  std::vector<std::pair<double, double>> line;
  for (const auto& point : series.points) {
    const bool shown =
        std::isfinite(point.y) && inside(plot.x.share(point.x)) && inside(plot.y.share(point.y));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double x = in.x + in.width * plot.x.share(point.x) + series.shift;
    line.emplace_back(x, shown ? at_y(point.y) : nan);
    if (!shown || !std::isfinite(point.error)) continue;
    const double low = at_y(std::max(plot.y.low, point.y - point.error));
    const double high = at_y(std::min(plot.y.high, point.y + point.error));
    canvas.line(x, low, x, high, {series.style.colour, 1.2});
    canvas.line(x - 3, low, x + 3, low, {series.style.colour, 1.2});
    canvas.line(x - 3, high, x + 3, high, {series.style.colour, 1.2});
  }
  if (series.has_line) canvas.polyline(line, {series.style.colour, 1.6, series.style.dash});
  if (series.marker_radius <= 0) return;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (std::isfinite(line[i].second) &&
        (i % static_cast<std::size_t>(series.marker_every) == 0 || i + 1 == line.size()))
      draw_marker(canvas, in, series, series.points[i], line[i]);
}

}  // namespace

void draw_plot(SvgCanvas& canvas, const Box& box, const Plot& plot) {
  const Box in{box.x + kLeft, box.y + kTop, box.width - kLeft - kRight, box.height - kTop - kBottom};
  canvas.text(in.x, box.y + 18, shortened(plot.title, 12, in.width), {12, Anchor::kStart, true});
  draw_axes(canvas, in, plot);
  if (plot.has_diagonal) {
    const double low = std::max(plot.x.low, plot.y.low), high = std::min(plot.x.high, plot.y.high);
    if (low < high)
      canvas.line(in.x + in.width * plot.x.share(low), in.y + in.height * (1 - plot.y.share(low)),
                  in.x + in.width * plot.x.share(high), in.y + in.height * (1 - plot.y.share(high)),
                  {"#777777", 1, "4 3"});
  }
  for (const auto& series : plot.series) draw_series(canvas, in, plot, series);
}

Axis axis_of_values(const std::vector<Series>& series, int most) {
  double low = std::numeric_limits<double>::infinity(), high = -low, least = low;
  for (const auto& one : series)
    for (const auto& point : one.points) {
      if (!std::isfinite(point.y)) continue;
      const double error = std::isfinite(point.error) ? point.error : 0;
      least = std::min(least, point.y);
      low = std::min(low, point.y - error);
      high = std::max(high, point.y + error);
    }
  if (low > high) return nice_axis(0, 1, most);  // no value at all
  if (least >= 0) low = std::max(0.0, low);
  if (low == high && low >= 0) low = 0;  // one value: where it lies from 0
  if (high == 0 && low == 0) high = 1;
  return nice_axis(low, high, most);
}

std::vector<LegendEntry> legend_of(const std::vector<Series>& series) {
  std::vector<LegendEntry> entries;
  for (const auto& one : series)
    entries.push_back({one.name, one.style, one.has_line, one.marker_radius > 0});
  return entries;
}

double draw_legend(SvgCanvas* canvas, double x, double y, double width,
                   const std::vector<LegendEntry>& entries) {
  if (entries.empty()) return 0;
  double at = x, line = 0;
  for (const auto& entry : entries) {
    const double room = kSample + 6 + text_width(entry.name, 12) + 22;
    if (at > x && at + room > x + width) at = x, ++line;
    const double middle = y + kEntryLine * line + kEntryLine / 2;
    if (canvas != nullptr) {
      if (entry.has_line)
        canvas->line(at, middle, at + kSample, middle, {entry.style.colour, 1.6, entry.style.dash});
      if (entry.has_marker)
        canvas->marker(entry.style.marker, at + kSample / 2, middle, 4, entry.style.colour, "",
                       entry.is_hollow);
      canvas->text(at + kSample + 6, middle + 4, entry.name);
    }
    at += room;
  }
  return kEntryLine * (line + 1);
}

std::string plot_panels_svg(const std::string& title, const std::vector<Plot>& plots, int columns,
                            double panel_width, double panel_height, const std::vector<LegendEntry>& legend,
                            double& width, double& height) {
  constexpr double kTitle = 30, kMargin = 10;
  columns = std::max(1, std::min(columns, static_cast<int>(plots.size())));
  const int rows = (static_cast<int>(plots.size()) + columns - 1) / columns;
  width = std::max(columns * panel_width + 2 * kMargin, text_width(title, 15) * 1.1 + 2 * kMargin);
  const double panels_end = kTitle + rows * panel_height;
  height = panels_end + draw_legend(nullptr, 0, 0, width - kLeft - 2 * kMargin, legend) + kMargin +
           (legend.empty() ? 0 : 6);
  SvgCanvas canvas(width, height, title);
  canvas.text(kMargin, 22, title, {15, Anchor::kStart, true});
  for (std::size_t i = 0; i < plots.size(); ++i) {
    const auto column = static_cast<double>(i % static_cast<std::size_t>(columns));
    const auto row = static_cast<double>(i / static_cast<std::size_t>(columns));
    draw_plot(canvas,
              {kMargin + column * panel_width, kTitle + row * panel_height, panel_width, panel_height},
              plots[i]);
  }
  draw_legend(&canvas, kMargin + kLeft, panels_end + 6, width - kLeft - 2 * kMargin, legend);
  return canvas.svg();
}

}  // namespace sonosweep::analysis
