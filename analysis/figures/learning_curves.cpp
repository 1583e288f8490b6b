#include "analysis/figures/learning_curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "analysis/figures/plot.h"
#include "analysis/tables/caption_text.h"
#include "analysis/tables/threshold_table.h"
#include "core/atomic_file.h"
#include "core/csv.h"
#include "core/error.h"
#include "core/text.h"
#include "farm/results/attempt_folder.h"
#include "stats/summary.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {
namespace {

namespace fs = std::filesystem;

double number_or_nan(const std::string& text) {
  return parse_number(text).value_or(std::numeric_limits<double>::quiet_NaN());
}

// Of all runs of a threshold: [e] = mean of a column in epoch e + 1.
Series mean_series(const std::vector<std::vector<HistoryRow>>& histories,
                   const std::function<double(const HistoryRow&)>& column) {
  std::vector<stats::RunningMean> epochs;
  for (const auto& history : histories)
    for (const auto& row : history) {
      if (row.epoch < 1 || row.epoch > 1000000) continue;
      const auto at = static_cast<std::size_t>(row.epoch - 1);
      if (epochs.size() <= at) epochs.resize(at + 1);
      epochs[at].add(column(row));
    }
  Series series;
  for (std::size_t e = 0; e < epochs.size(); ++e)
    series.points.push_back({static_cast<double>(e + 1), epochs[e].mean()});
  series.marker_every = std::max(1, static_cast<int>(epochs.size()) / 7);
  series.marker_radius = 3.4;
  return series;
}

Plot panel(const std::string& title, const std::string& y_label, std::vector<Series> series) {
  Plot plot;
  plot.title = title;
  plot.x_label = "epoch";
  plot.y_label = y_label;
  std::size_t epochs = 1;
  for (const auto& one : series) epochs = std::max(epochs, one.points.size());
  plot.x = nice_axis(0, static_cast<double>(epochs), epochs <= 6 ? static_cast<int>(epochs) + 1 : 8);
  plot.y = axis_of_values(series);
  plot.series = std::move(series);
  return plot;
}

}  // namespace

std::vector<HistoryRow> read_history(const fs::path& path) {
  std::vector<HistoryRow> rows;
  std::vector<CsvRow> lines;
  try {
    if (!fs::exists(path)) return rows;
    lines = parse_csv(path.string(), read_file(path));
  } catch (const std::exception&) {
    return rows;
  }
  if (lines.empty()) return rows;
  const auto& names = lines[0].fields;
  const auto field = [&](const CsvRow& line, const char* name) {
    const auto found = std::find(names.begin(), names.end(), name);
    const auto at = static_cast<std::size_t>(found - names.begin());
    return found == names.end() || at >= line.fields.size() ? std::string() : line.fields[at];
  };
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].fields.size() != names.size()) break;
    const auto epoch = parse_integer(field(lines[i], "epoch"));
    if (!epoch) break;
    rows.push_back({static_cast<int>(*epoch), number_or_nan(field(lines[i], "lr")),
                    number_or_nan(field(lines[i], "train_loss")), number_or_nan(field(lines[i], "val_loss")),
                    number_or_nan(field(lines[i], "val_iou"))});
  }
  return rows;
}

fs::path newest_folder(const sweep::StudyFolder& folder, const std::string& run_id) {
  std::error_code ignored;
  if (fs::exists(folder.result_file(run_id), ignored)) return folder.run(run_id);
  const int last = farm::last_attempt(folder, run_id);
  const auto attempt = folder.attempt(run_id, last);
  return last > 0 && fs::exists(attempt, ignored) ? attempt : folder.run(run_id);
}

Figure learning_curves_figure(const FigureInput& input, study::RunKind kind, const std::string& title) {
  std::vector<int> thresholds = input.results.study().thresholds;
  std::sort(thresholds.begin(), thresholds.end());
  std::vector<Series> train, validation, iou;
  std::size_t least = 0, most = 0;  // runs behind a line
  bool has_iou = false;
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    std::vector<std::vector<HistoryRow>> histories;
    for (const RunOutcome* run : input.results.runs_of(
             {kind, study::VideoInput::kMasks, thresholds[i], shown_segmenter(input.results), false})) {
      auto history = read_history(newest_folder(input.folder, run->spec.id()) / "history.csv");
      if (history.empty()) continue;
      for (const auto& row : history) has_iou = has_iou || std::isfinite(row.val_iou);
      histories.push_back(std::move(history));
    }
    if (histories.empty()) continue;
    least = most == 0 ? histories.size() : std::min(least, histories.size());
    most = std::max(most, histories.size());
    const auto add = [&](std::vector<Series>& to, const std::function<double(const HistoryRow&)>& column) {
      to.push_back(mean_series(histories, column));
      to.back().name = threshold_text(thresholds[i]);
      to.back().style = series_style(i);
    };
    add(train, [](const HistoryRow& row) { return row.train_loss; });
    add(validation, [](const HistoryRow& row) { return row.val_loss; });
    add(iou, [](const HistoryRow& row) { return row.val_iou; });
  }
  if (most == 0) throw Error("no run of it has a history yet");
  const auto legend = legend_of(train);
  std::string unit = kind == study::RunKind::kSegmentation ? "loss (nats per pixel)" : "cross-entropy (nats)";
  if (kind == study::RunKind::kSfRatio)
    unit = fmt::format("squared error (({})²)", sf_unit_text(input.results.record(), "S/F ratio"));
  // Where no patient of a fold validates, there is nothing to draw, not even an axis.
  const bool has_validation = std::any_of(validation.begin(), validation.end(), [](const Series& series) {
    return std::any_of(series.points.begin(), series.points.end(),
                       [](const PlotPoint& point) { return std::isfinite(point.y); });
  });
  std::vector<Plot> plots = {panel("Training loss", unit, std::move(train))};
  if (has_validation) plots.push_back(panel("Validation loss", unit, std::move(validation)));
  if (has_iou) plots.push_back(panel("Validation IoU", "IoU", std::move(iou)));
  Figure figure;
  figure.name = fmt::format("learning_curves_{}", study::run_kind_name(kind));
  figure.title = "Learning curves of " + title;
  figure.svg = plot_panels_svg(figure.title, plots, 3, plots.size() < 3 ? 400 : 340, 280, legend,
                               figure.width, figure.height);
  figure.caption = fmt::format(
      "Losses by epoch, one line per threshold: in each epoch the mean over its runs that have that epoch, "
      "n = {} a line; no error bars.{}",
      count_text(least, most, "run"), shown_segmenter_note(input.results));
  if (!has_validation) figure.caption += " No run had anything to validate on: no validation loss.";
  if (kind == study::RunKind::kSegmentation)
    figure.caption += " The losses of different thresholds have different targets.";
  return figure;
}

}  // namespace sonosweep::analysis
