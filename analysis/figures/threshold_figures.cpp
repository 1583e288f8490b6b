#include "analysis/figures/threshold_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "analysis/figures/study_figures.h"
#include "analysis/figures/threshold_series.h"
#include "analysis/tables/caption_text.h"
#include "analysis/tables/segmenter_text.h"
#include "core/error.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

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
  plot.x_label = kThresholdLabel;
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

Figure class_iou_figure(const StudyResults& results) {
  constexpr auto kKind = study::RunKind::kSegmentation;
  Plot plot;
  plot.x = threshold_axis(results.study().thresholds);
  plot.x_label = kThresholdLabel;
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
  constexpr auto kKind = study::RunKind::kSegmentation;
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
  constexpr auto kKind = study::RunKind::kSegmentation;
  const auto segmenters = study::segmenter_choices(results.study());
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

}  // namespace sonosweep::analysis
