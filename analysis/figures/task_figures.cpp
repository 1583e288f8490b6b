#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "analysis/figures/threshold_figures.h"
#include "analysis/figures/threshold_series.h"
#include "analysis/tables/caption_text.h"
#include "analysis/tables/constant_networks.h"
#include "analysis/tables/controls.h"
#include "analysis/tables/segmenter_text.h"
#include "core/error.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

Runs runs_of_segmenter(const StudyResults& results, study::RunKind kind,
                       const study::SegmenterChoice& segmenter) {
  Runs all;
  for (const int t : results.study().thresholds)
    for (const RunOutcome* run : results.runs_of(point_group(kind, t, segmenter))) all.push_back(run);
  return all;
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

}  // namespace

Figure task_metrics_figure(const StudyResults& results, const ClinicalTask& task) {
  const auto segmenters = study::segmenter_choices(results.study());
  const auto controls = controls_of(results, task);
  const Axis x = threshold_axis(results.study().thresholds);
  std::vector<Plot> plots;
  std::vector<LegendEntry> legend;
  for (const auto& column : task.metrics) {
    Plot plot;
    plot.title = column.title;
    plot.x_label = kThresholdLabel;
    plot.y_label = task.kind == study::RunKind::kSfRatio
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
      const auto count = controls[i].prefix.empty() ? count_constant(controls[i].runs) : ConstantCount();
      level.name = "control: " + controls[i].title;
      if (count.constant > 0)
        level.name += fmt::format(" ({})", constant_text(count.constant, count.networks));
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
        if (const auto found = run->metrics.find(column.name); found != run->metrics.end()) {
          dots.points.push_back({static_cast<double>(run->spec.threshold), found->second});
          dots.points.back().is_hollow = run->spread.constant;
        }
      plot.series.push_back(dots);
    }
    plot.y = axis_of_values(plot.series);
    if (const auto entries = legend_of(plot.series); entries.size() > legend.size()) legend = entries;
    plots.push_back(std::move(plot));
  }
  if (plots.empty()) throw Error("no run of it is done yet");
  const auto count = count_constant(results.runs_of_thresholds(task.kind));
  std::string constant;
  if (count.constant > 0) {
    legend.push_back({"hollow: constant", {"#777777", "", Marker::kCircle}, false, true, true});
    constant = fmt::format(
        " Hollow: constant, the same answer for everybody ({} of {} networks; of several runs: all of them).",
        count.constant, count.networks);
  }
  const std::string kind = study::run_kind_name(task.kind);
  auto figure = figure_of(kind + "_metrics", task.title + " by threshold", plots, legend, 3,
                          plots.size() < 3 ? kPanelWidth : 340);
  figure.caption =
      fmt::format("{} on the test patients. {}{} Level lines: means of the controls. {}", task.title,
                  bars_text(results, task.kind, segmenters), constant, shared_text(results));
  return figure;
}

}  // namespace sonosweep::analysis
