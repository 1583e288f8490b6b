#include "analysis/figures/calibration_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "analysis/figures/plot.h"
#include "analysis/read/run_predictions.h"
#include "analysis/render/table_text.h"
#include "analysis/tables/caption_text.h"
#include "analysis/tables/threshold_table.h"
#include "core/error.h"
#include "core/text.h"
#include "stats/summary.h"
#include "sweep/study_folder.h"
#include "tasks/predictions.h"

namespace sonosweep::analysis {
namespace {

namespace fs = std::filesystem;
constexpr int kBins = 10;

Forecast forecast_of(const tasks::SfChangePrediction& row) {
  const auto top = std::max_element(row.logits.begin(), row.logits.end());
  double sum = 0;
  for (const double logit : row.logits) sum += std::exp(logit - *top);
  return {1 / sum, top - row.logits.begin() == static_cast<int>(row.label)};
}

Forecast forecast_of(const tasks::ReadmissionPrediction& row) {
  return {1 / (1 + std::exp(row.logit_no - row.logit_yes)), row.label == 1};
}

struct ThresholdRuns {
  int threshold = 0;
  std::vector<fs::path> files;  // of done runs
};

std::vector<ThresholdRuns> predictions_of(const FigureInput& input, study::RunKind kind) {
  std::vector<int> thresholds = input.results.study().thresholds;
  std::sort(thresholds.begin(), thresholds.end());
  std::vector<ThresholdRuns> all;
  for (const int t : thresholds) {
    ThresholdRuns runs{t, {}};
    for (const RunOutcome* run :
         input.results.runs_of({kind, study::VideoInput::kMasks, t, shown_segmenter(input.results), false})) {
      const auto id = run->spec.id();
      if (run->state == RunState::kDone && fs::exists(input.folder.predictions_file(id)))
        runs.files.push_back(checked_predictions(input.folder, id, run->predictions_digest));
    }
    if (!runs.files.empty()) all.push_back(std::move(runs));
  }
  if (all.empty()) throw Error("no done run of it has predictions.csv");
  return all;
}

template <typename Row>
Plot reliability_panel(const ThresholdRuns& runs, std::vector<Row> (*read)(const fs::path&),
                       const char* x_label, const char* y_label) {
  std::vector<Forecast> forecasts;
  for (const auto& file : runs.files)
    for (const Row& row : read(file)) forecasts.push_back(forecast_of(row));
  const auto bins = reliability(forecasts, kBins);
  Plot plot;
  plot.title = fmt::format("{}: ECE {}", threshold_text(runs.threshold), fixed_text(expected_error(bins), 3));
  plot.x = plot.y = nice_axis(0, 1);
  plot.x_label = x_label;
  plot.y_label = y_label;
  plot.has_diagonal = true;
  Series series;
  series.style = series_style(0);
  for (const auto& bin : bins)
    series.points.push_back({bin.mean_probability, bin.share_true, std::numeric_limits<double>::quiet_NaN(),
                             fmt::format("{} predictions: mean probability {}, came true {}", bin.count,
                                         fixed_text(bin.mean_probability, 3), fixed_text(bin.share_true, 3)),
                             std::to_string(bin.count)});
  plot.series = {series};
  return plot;
}

Plot ratio_panel(const ThresholdRuns& runs, const sweep::StudyRecord& record) {
  std::map<std::string, std::pair<double, std::vector<double>>> videos;  // target, predictions
  for (const auto& file : runs.files)
    for (const auto& row : tasks::read_sf_ratio_predictions(file)) {
      videos[row.video].first = row.target;
      videos[row.video].second.push_back(row.prediction);
    }
  Plot plot;
  plot.title = threshold_text(runs.threshold);
  plot.x_label = "recorded " + sf_unit_text(record, "S/F ratio");
  plot.y_label = "predicted";
  plot.has_diagonal = true;
  Series series;
  series.style = series_style(0);
  series.has_line = false;
  series.marker_radius = 2.6;
  for (const auto& [video, values] : videos) {
    const auto summary = stats::summarize(values.second);
    series.points.push_back(
        {values.first, summary.mean, summary.sd,
         fmt::format("{}: recorded {}, predicted {}, n = {}", video, fixed_text(values.first, 3),
                     fixed_text(summary.mean, 3), summary.n)});
  }
  plot.series = {series};
  return plot;
}

// Takes away the panels without a point, and says of which thresholds. Throws Error if none is left.
std::string remove_empty(std::vector<Plot>& plots, const std::vector<ThresholdRuns>& thresholds,
                         const ClinicalTask& task) {
  std::vector<Plot> filled;
  std::vector<std::string> empty;
  for (std::size_t i = 0; i < plots.size(); ++i)
    if (plots[i].series.front().points.empty())
      empty.push_back(threshold_text(thresholds[i].threshold));
    else
      filled.push_back(std::move(plots[i]));
  if (filled.empty()) throw Error("its predictions are empty: no test patient " + task.sample_need);
  plots = std::move(filled);
  return empty.empty() ? std::string() : fmt::format(" Without predictions: {}.", join(empty, ", "));
}

// One axis for all panels, and for both directions.
void share_axis(std::vector<Plot>& plots) {
  std::vector<Series> all;
  for (const auto& plot : plots)
    for (const auto& series : plot.series) {
      all.push_back(series);
      all.push_back(series);
      for (auto& point : all.back().points) point.y = point.x, point.error = 0;
    }
  const Axis axis = axis_of_values(all);
  for (auto& plot : plots) plot.x = plot.y = axis;
}

}  // namespace

std::vector<ReliabilityBin> reliability(const std::vector<Forecast>& forecasts, int bins) {
  std::vector<ReliabilityBin> all(static_cast<std::size_t>(bins));
  for (const auto& forecast : forecasts) {
    if (!std::isfinite(forecast.probability)) continue;
    const int at = std::clamp(static_cast<int>(forecast.probability * bins), 0, bins - 1);
    auto& bin = all[static_cast<std::size_t>(at)];
    bin.mean_probability += forecast.probability;
    bin.share_true += forecast.came_true ? 1 : 0;
    ++bin.count;
  }
  std::vector<ReliabilityBin> filled;
  for (auto bin : all) {
    if (bin.count == 0) continue;
    bin.mean_probability /= static_cast<double>(bin.count);
    bin.share_true /= static_cast<double>(bin.count);
    filled.push_back(bin);
  }
  return filled;
}

double expected_error(const std::vector<ReliabilityBin>& bins) {
  double sum = 0, all = 0;
  for (const auto& bin : bins) {
    sum += static_cast<double>(bin.count) * std::abs(bin.mean_probability - bin.share_true);
    all += static_cast<double>(bin.count);
  }
  return all > 0 ? sum / all : std::numeric_limits<double>::quiet_NaN();
}

Figure calibration_figure(const FigureInput& input, const ClinicalTask& task) {
  const auto thresholds = predictions_of(input, task.kind);
  std::size_t runs = 0;
  for (const auto& one : thresholds) runs += one.files.size();
  std::vector<Plot> plots;
  Figure figure;
  if (task.kind == study::RunKind::kSfRatio) {
    for (const auto& one : thresholds) plots.push_back(ratio_panel(one, input.results.record()));
    figure.caption =
        "Prediction against the recorded ratio of each test video; perfect ones lie on the dashed line. "
        "Points and error bars: "
        "mean ± sample standard deviation over the runs of a threshold that test the video.";
  } else if (task.kind == study::RunKind::kSfChange) {
    for (const auto& one : thresholds)
      plots.push_back(reliability_panel(one, tasks::read_sf_change_predictions,
                                        "probability of predicted class", "share that is right"));
    figure.caption =
        "Reliability: how often the predicted class is right, by the probability it was given, in ten bins "
        "of equal width.";
  } else {
    for (const auto& one : thresholds)
      plots.push_back(reliability_panel(one, tasks::read_readmission_predictions,
                                        "probability of readmission", "share readmitted"));
    figure.caption =
        "Reliability: the share of views whose patient was readmitted, by the predicted probability, in ten "
        "bins of equal "
        "width.";
  }
  if (task.kind != study::RunKind::kSfRatio)
    figure.caption +=
        " Calibrated predictions lie on the dashed line. Beside each point: how many predictions are in the "
        "bin, all "
        "runs of the threshold together; ";
  if (task.kind != study::RunKind::kSfRatio)
    figure.caption +=
        std::string(input.results.study().rotations() > 1 ? "those of a test group share its patients"
                                                          : "those share the test patients") +
        " and are not independent, so there are no error bars. ECE: expected calibration error.";
  figure.caption += remove_empty(plots, thresholds, task);
  if (task.kind == study::RunKind::kSfRatio) share_axis(plots);
  figure.caption += shown_segmenter_note(input.results);
  figure.caption +=
      fmt::format(" n = {}; {}.", counted(runs, "run"), all_test_patients_text(input.results.record()));
  figure.name = fmt::format("calibration_{}", study::run_kind_name(task.kind));
  figure.title = "Calibration of " + task.title;
  figure.svg = plot_panels_svg(figure.title, plots, 4, 262, 250, {}, figure.width, figure.height);
  return figure;
}

}  // namespace sonosweep::analysis
