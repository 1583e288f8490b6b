#include "analysis/figures/threshold_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/render/table_text.h"
#include "analysis/tables/caption_text.h"
#include "analysis/tables/constant_networks.h"
#include "analysis/tables/label_reach.h"
#include "analysis/tables/threshold_table.h"
#include "core/text.h"

namespace sonosweep::analysis {

Axis threshold_axis(const std::vector<int>& thresholds) {
  const auto [low, high] = std::minmax_element(thresholds.begin(), thresholds.end());
  const double room = std::max(2.0, 0.05 * (*high - *low));
  Axis axis{*low - room, *high + room, {}};
  std::vector<int> sorted = thresholds;
  std::sort(sorted.begin(), sorted.end());
  for (const int t : sorted) axis.ticks.push_back({static_cast<double>(t), std::to_string(t)});
  return axis;
}

RunGroup point_group(study::RunKind kind, int threshold, const study::SegmenterChoice& segmenter) {
  return {kind, study::VideoInput::kMasks, threshold, segmenter, false};
}

Series series_of_metric(const StudyResults& results, study::RunKind kind,
                        const study::SegmenterChoice& segmenter, const std::string& metric,
                        Undefined undefined, std::size_t style) {
  Series series;
  series.style = series_style(style);
  std::vector<int> thresholds = results.study().thresholds;
  std::sort(thresholds.begin(), thresholds.end());
  for (const int t : thresholds) {
    const auto runs = results.runs_of(point_group(kind, t, segmenter));
    const auto summary = summarize_metric(runs, metric, undefined);
    PlotPoint point{static_cast<double>(t), summary.mean, summary.sd};
    const auto count = count_constant(runs);
    point.is_hollow = count.constant > 0 && count.constant == count.networks;
    if (summary.n > 0)
      point.tip = fmt::format("{}: {}{}, n = {}{}", threshold_text(t), fixed_text(summary.mean, 4),
                              std::isnan(summary.sd) ? "" : " ± " + fixed_text(summary.sd, 4), summary.n,
                              count.constant > 0 ? ", " + constant_text(count.constant, count.networks) : "");
    series.points.push_back(point);
  }
  return series;
}

bool is_empty(const Series& series) {
  return std::none_of(series.points.begin(), series.points.end(),
                      [](const PlotPoint& point) { return std::isfinite(point.y); });
}

void spread(std::vector<Series>& series, double step) {
  for (std::size_t i = 0; i < series.size(); ++i)
    series[i].shift = step * (static_cast<double>(i) - static_cast<double>(series.size() - 1) / 2);
}

Figure figure_of(const std::string& name, const std::string& title, const std::vector<Plot>& plots,
                 const std::vector<LegendEntry>& legend, int columns, double width, double height) {
  Figure figure;
  figure.name = name;
  figure.title = title;
  figure.svg = plot_panels_svg(title, plots, columns, width, height, legend, figure.width, figure.height);
  return figure;
}

std::string bars_text(const StudyResults& results, study::RunKind kind, const Segmenters& segmenters) {
  const auto varied =
      varied_text(results, point_group(kind, results.study().thresholds.front(), segmenters.front()));
  std::size_t done = 0, all = 0, least = 0, most = 0;  // runs; of the points that have any
  std::set<std::string> unlabelled;
  for (const auto& segmenter : segmenters)
    for (const int t : results.study().thresholds) {
      const auto runs = results.runs_of(point_group(kind, t, segmenter));
      const auto n = count_done(runs);
      const auto why_none = unlabelled_text(runs);
      if (!why_none.empty()) unlabelled.insert(why_none);
      all += why_none.empty() ? runs.size() : 0;
      done += n;
      if (n == 0) continue;
      least = least == 0 ? n : std::min(least, n);
      most = std::max(most, n);
    }
  std::string text =
      varied.empty() ? "One run per point, no error bars."
                     : fmt::format("Points: mean; error bars: ± sample standard deviation over {}.", varied);
  text += fmt::format(" n = {} a point", count_text(least, most, "run"));
  text += done == all ? "." : fmt::format("; {} of {} runs are done.", done, all);
  return unlabelled.empty() ? text
                            : text + fmt::format(" No point where {}.",
                                                 join({unlabelled.begin(), unlabelled.end()}, " or "));
}

}  // namespace sonosweep::analysis
