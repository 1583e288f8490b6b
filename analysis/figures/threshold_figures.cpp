#include "analysis/figures/threshold_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "analysis/caption_text.h"
#include "analysis/controls.h"
#include "analysis/figures/plot.h"
#include "analysis/figures/study_figures.h"
#include "analysis/label_reach.h"
#include "analysis/segmenter_text.h"
#include "analysis/table_text.h"
#include "analysis/threshold_table.h"
#include "core/error.h"
#include "core/text.h"
#include "sweep/study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

constexpr const char* kXLabel = "confidence threshold (%)";
using Segmenters = std::vector<sweep::SegmenterChoice>;
constexpr double kPanelWidth = 400, kPanelHeight = 270;

RunGroup group(sweep::RunKind kind, int threshold, const sweep::SegmenterChoice& segmenter) {
  return {kind, sweep::VideoInput::kMasks, threshold, segmenter, false};
}

Runs runs_of_segmenter(const StudyResults& results, sweep::RunKind kind,
                       const sweep::SegmenterChoice& segmenter) {
  Runs all;
  for (const int t : results.study().thresholds)
    for (const RunOutcome* run : results.runs_of(group(kind, t, segmenter))) all.push_back(run);
  return all;
}

Series series_of_metric(const StudyResults& results, sweep::RunKind kind,
                        const sweep::SegmenterChoice& segmenter, const std::string& metric,
                        Undefined undefined, std::size_t style) {
  Series series;
  series.style = series_style(style);
  std::vector<int> thresholds = results.study().thresholds;
  std::sort(thresholds.begin(), thresholds.end());
  for (const int t : thresholds) {
    const auto summary = summarize_metric(results.runs_of(group(kind, t, segmenter)), metric, undefined);
    PlotPoint point{static_cast<double>(t), summary.mean, summary.sd};
    if (summary.n > 0)
      point.tip = fmt::format("{}: {}{}, n = {}", threshold_text(t), fixed_text(summary.mean, 4),
                              std::isnan(summary.sd) ? "" : " ± " + fixed_text(summary.sd, 4), summary.n);
    series.points.push_back(point);
  }
  return series;
}

bool is_empty(const Series& series) {
  return std::none_of(series.points.begin(), series.points.end(),
                      [](const PlotPoint& point) { return std::isfinite(point.y); });
}

// Side by side, so that error bars do not hide each other.
void spread(std::vector<Series>& series, double step) {
  for (std::size_t i = 0; i < series.size(); ++i)
    series[i].shift = step * (static_cast<double>(i) - static_cast<double>(series.size() - 1) / 2);
}

Figure figure_of(const std::string& name, const std::string& title, const std::vector<Plot>& plots,
                 const std::vector<LegendEntry>& legend, int columns, double width = kPanelWidth,
                 double height = kPanelHeight) {
  Figure figure;
  figure.name = name;
  figure.title = title;
  figure.svg = plot_panels_svg(title, plots, columns, width, height, legend, figure.width, figure.height);
  return figure;
}

// "Error bars: .. over 5 folds" or that there are none, then how many runs are behind a point.
std::string bars_text(const StudyResults& results, sweep::RunKind kind, const Segmenters& segmenters) {
  const auto varied =
      varied_text(results, group(kind, results.study().thresholds.front(), segmenters.front()));
  std::size_t done = 0, all = 0, least = 0, most = 0;  // runs; of the points that have any
  std::set<std::string> unlabelled;
  for (const auto& segmenter : segmenters)
    for (const int t : results.study().thresholds) {
      const auto runs = results.runs_of(group(kind, t, segmenter));
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

// What the folds share, and so the error bars do not show.
std::string shared_text(const StudyResults& results) {
  const auto patients = all_test_patients_text(results.record());
  if (results.study().rotations() > 1)
    return fmt::format(
        "Every patient tests in one group ({}). The folds of a group share its test patients: the runs "
        "behind "
        "an error bar are not independent.",
        patients);
  return fmt::format(
      "All folds share the test patients ({}), so the error bars do not show the error that comes from those "
      "few patients.",
      patients);
}

struct ShownMetric {
  const char *metric, *title, *unit;
};

// Of table 1: those whose target is the same at every threshold, and IoU where that is wanted.
std::vector<ShownMetric> shown_metrics(const StudyResults& results, bool with_iou) {
  std::vector<ShownMetric> metrics;
  if (with_iou) metrics.push_back({"iou", "IoU (target differs by threshold)", "IoU"});
  metrics.push_back({"ce_unthresholded", "CE (unthresholded)", "cross-entropy (nats per pixel)"});
  metrics.push_back({"trimap", "Trimap", "cross-entropy (nats per pixel)"});
  if (results.record().has_truth) metrics.push_back({"truth_iou", "IoU against truth", "IoU"});
  return metrics;
}

Plot metric_plot(const StudyResults& results, const ShownMetric& metric) {
  Plot plot;
  plot.title = metric.title;
  plot.x_label = kXLabel;
  plot.y_label = metric.unit;
  plot.x = threshold_axis(results.study().thresholds);
  return plot;
}

// Unless it has no value yet.
void add_plot(Plot plot, double step, std::vector<Plot>& plots, std::vector<LegendEntry>& legend) {
  if (std::all_of(plot.series.begin(), plot.series.end(), is_empty)) return;
  spread(plot.series, step);
  plot.y = axis_of_values(plot.series);
  if (legend.empty()) legend = legend_of(plot.series);
  plots.push_back(std::move(plot));
}

}  // namespace

Axis threshold_axis(const std::vector<int>& thresholds) {
  const auto [low, high] = std::minmax_element(thresholds.begin(), thresholds.end());
  const double room = std::max(2.0, 0.05 * (*high - *low));
  Axis axis{*low - room, *high + room, {}};
  std::vector<int> sorted = thresholds;
  std::sort(sorted.begin(), sorted.end());
  for (const int t : sorted) axis.ticks.push_back({static_cast<double>(t), std::to_string(t)});
  return axis;
}

Figure class_iou_figure(const StudyResults& results) {
  constexpr auto kKind = sweep::RunKind::kSegmentation;
  Plot plot;
  plot.x = threshold_axis(results.study().thresholds);
  plot.x_label = kXLabel;
  plot.y_label = "IoU on the test images";
  const auto& classes = results.record().classes;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    auto series = series_of_metric(results, kKind, shown_segmenter(results), "iou_class/" + classes[c],
                                   Undefined::kMissing, c);
    series.name = classes[c];
    if (!is_empty(series)) plot.series.push_back(std::move(series));
  }
  if (plot.series.empty()) throw Error("no segmentation run has an IoU of a class yet");
  spread(plot.series, 2);
  plot.y = axis_of_values(plot.series);
  auto figure =
      figure_of("class_iou", "IoU of each class by threshold", {plot}, legend_of(plot.series), 1, 680, 380);
  figure.caption =
      "IoU of each class on the test images, of the segmenter trained at each threshold, against the labels "
      "at that same "
      "threshold: the target differs from point to point. " +
      bars_text(results, kKind, {shown_segmenter(results)}) + shown_segmenter_note(results) + " " +
      fmt::format("{}.", all_test_patients_text(results.record()));
  return figure;
}

Figure segmentation_metrics_figure(const StudyResults& results) {
  constexpr auto kKind = sweep::RunKind::kSegmentation;
  const auto segmenter = shown_segmenter(results);
  std::vector<Plot> plots;
  std::vector<LegendEntry> legend;
  for (const auto& metric : shown_metrics(results, true)) {
    auto plot = metric_plot(results, metric);
    for (const auto& [prefix, name] :
         {std::pair{"", "test images"}, std::pair{"val_", "validation images"}}) {
      plot.series.push_back(series_of_metric(results, kKind, segmenter, std::string(prefix) + metric.metric,
                                             Undefined::kMissing, plot.series.size()));
      plot.series.back().name = name;
    }
    add_plot(std::move(plot), 3, plots, legend);
  }
  if (plots.empty()) throw Error("no segmentation run is done yet");
  auto figure = figure_of("segmentation_metrics", "Segmentation by threshold", plots, legend, 2);
  figure.caption =
      "IoU is measured against the labels of the point's own threshold; the other panels share their "
      "target. " +
      bars_text(results, kKind, {segmenter}) + shown_segmenter_note(results) + " " +
      fmt::format("{}.", all_test_patients_text(results.record()));
  return figure;
}

Figure ablation_figure(const StudyResults& results) {
  constexpr auto kKind = sweep::RunKind::kSegmentation;
  const auto segmenters = sweep::segmenter_choices(results.study());
  std::vector<Plot> plots;
  std::vector<LegendEntry> legend;
  for (const auto& metric : shown_metrics(results, false)) {
    auto plot = metric_plot(results, metric);
    for (std::size_t i = 0; i < segmenters.size(); ++i) {
      plot.series.push_back(
          series_of_metric(results, kKind, segmenters[i], metric.metric, Undefined::kMissing, i));
      plot.series.back().name = segmenter_text(results.study(), segmenters[i]);
    }
    add_plot(std::move(plot), 3, plots, legend);
  }
  if (plots.empty()) throw Error("no segmentation run is done yet");
  auto figure = figure_of("ablation", "Ways to train the segmenters, by threshold", plots, legend, 3,
                          plots.size() < 3 ? kPanelWidth : 340);
  figure.caption =
      "Test images, a line for each way to train the segmenters; the target is the same for all lines and "
      "thresholds. IoU and WeightedCE are not here: their target is another at every threshold. " +
      bars_text(results, kKind, segmenters) + " " +
      fmt::format("{}.", all_test_patients_text(results.record()));
  return figure;
}

Figure task_metrics_figure(const StudyResults& results, const ClinicalTask& task) {
  const auto segmenters = sweep::segmenter_choices(results.study());
  const auto controls = controls_of(results, task);
  const Axis x = threshold_axis(results.study().thresholds);
  std::vector<Plot> plots;
  std::vector<LegendEntry> legend;
  for (const auto& column : task.metrics) {
    Plot plot;
    plot.title = column.title;
    plot.x_label = kXLabel;
    plot.y_label = task.kind == sweep::RunKind::kSfRatio
                       ? fmt::format("RMSE ({})", sf_unit_text(results.record(), "S/F ratio"))
                       : column.title + " (share)";
    plot.x = x;
    for (std::size_t i = 0; i < segmenters.size(); ++i) {
      plot.series.push_back(
          series_of_metric(results, task.kind, segmenters[i], column.name, Undefined::kNoPart, i));
      plot.series.back().name =
          segmenters.size() > 1 ? segmenter_text(results.study(), segmenters[i]) : "thresholds";
    }
    spread(plot.series, 4);
    if (std::all_of(plot.series.begin(), plot.series.end(), is_empty)) continue;
    for (std::size_t i = 0; i < controls.size(); ++i) {
      const auto summary =
          summarize_metric(controls[i].runs, controls[i].prefix + column.name, Undefined::kNoPart);
      if (summary.n == 0) continue;
      Series level;
      level.name = "control: " + controls[i].title;
      level.style = series_style(segmenters.size() + i);
      level.style.dash = series_style(1 + i).dash;
      level.points = {{x.low, summary.mean}, {x.high, summary.mean}};
      level.marker_radius = 0;
      plot.series.push_back(level);
    }
    if (segmenters.size() == 1) {
      Series dots;
      dots.name = "single runs";
      dots.style = {"#777777", "", Marker::kCircle};
      dots.has_line = false;
      dots.marker_radius = 1.8;
      dots.shift = 7;
      for (const RunOutcome* run : runs_of_segmenter(results, task.kind, segmenters[0]))
        if (const auto found = run->metrics.find(column.name); found != run->metrics.end())
          dots.points.push_back({static_cast<double>(run->spec.threshold), found->second});
      plot.series.push_back(dots);
    }
    plot.y = axis_of_values(plot.series);
    if (const auto entries = legend_of(plot.series); entries.size() > legend.size()) legend = entries;
    plots.push_back(std::move(plot));
  }
  if (plots.empty()) throw Error("no run of it is done yet");
  const std::string kind = sweep::run_kind_name(task.kind);
  auto figure = figure_of(kind + "_metrics", task.title + " by threshold", plots, legend, 3,
                          plots.size() < 3 ? kPanelWidth : 340);
  figure.caption = fmt::format("{} on the test patients. {} Level lines: means of the controls. {}",
                               task.title, bars_text(results, task.kind, segmenters), shared_text(results));
  return figure;
}

}  // namespace sonosweep::analysis
