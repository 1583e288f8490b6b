// Do predicted probabilities mean what they say?
#pragma once

#include <vector>

#include "analysis/figures/study_figures.h"
#include "analysis/tables/clinical_task.h"

namespace sonosweep::analysis {

// What one prediction says: how probable it thinks something is, and whether that came out.
struct Forecast {
  double probability = 0;  // 0..1
  bool came_true = false;
};

struct ReliabilityBin {
  double mean_probability = 0, share_true = 0;
  std::size_t count = 0;
};

// Bins of equal width over the probability; empty ones are left out.
std::vector<ReliabilityBin> reliability(const std::vector<Forecast>& forecasts, int bins);
// Expected calibration error: sum of count / all |mean probability - share| over bins (Guo et al., "On
// Calibration of Modern Neural Networks", ICML 2017). NaN without forecasts.
double expected_error(const std::vector<ReliabilityBin>& bins);

// From the predictions.csv of the done runs, one panel per threshold (of shown_segmenter()). S/F change: the
// probability of the predicted class. Readmission: that of "readmitted", per view. S/F ratio: prediction
// against target per video, mean and sample SD over the runs. Throws Error where no run has predictions,
// ChangedFile (analysis/read/run_predictions.h) where they are not what it wrote.
Figure calibration_figure(const FigureInput& input, const ClinicalTask& task);

}  // namespace sonosweep::analysis
