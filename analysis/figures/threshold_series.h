// What the figures against the confidence threshold share.
#pragma once

#include <string>
#include <vector>

#include "analysis/figures/axis.h"
#include "analysis/figures/figure.h"
#include "analysis/figures/plot.h"
#include "analysis/read/study_results.h"

namespace sonosweep::analysis {

using Segmenters = std::vector<study::SegmenterChoice>;

constexpr const char* kThresholdLabel = "confidence threshold (%)";
constexpr double kPanelWidth = 400, kPanelHeight = 270;

// Marks at the thresholds themselves, with room at both ends.
Axis threshold_axis(const std::vector<int>& thresholds);

// The runs of a point.
RunGroup point_group(study::RunKind kind, int threshold, const study::SegmenterChoice& segmenter);

// Mean and sample SD of a metric at each threshold. Points of constant networks alone are hollow.
Series series_of_metric(const StudyResults& results, study::RunKind kind,
                        const study::SegmenterChoice& segmenter, const std::string& metric,
                        Undefined undefined, std::size_t style);
bool is_empty(const Series& series);

// Side by side, so that error bars do not hide each other.
void spread(std::vector<Series>& series, double step);

Figure figure_of(const std::string& name, const std::string& title, const std::vector<Plot>& plots,
                 const std::vector<LegendEntry>& legend, int columns, double width = kPanelWidth,
                 double height = kPanelHeight);

// "Error bars: .. over 5 folds" or that there are none, then how many runs are behind a point.
std::string bars_text(const StudyResults& results, study::RunKind kind, const Segmenters& segmenters);

}  // namespace sonosweep::analysis
