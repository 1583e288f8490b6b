// Every figure of a study, in the order in which people look at them.
#pragma once

#include "analysis/figures/figure.h"
#include "analysis/study_results.h"
#include "data/pack_reader.h"
#include "sweep/results/results_folder.h"

namespace sonosweep::analysis {

// What figures are drawn from. `pack`: null where the images are not at hand.
struct FigureInput {
  const StudyResults& results;
  const sweep::ResultsFolder& folder;
  const data::PackReader* pack = nullptr;
};

// A figure whose input is missing or damaged is left out, with the reason; what is there of a partial study
// is drawn.
Figures study_figures(const FigureInput& input);

// The loss that figures of single losses show: the study's first.
const std::string& shown_loss(const StudyResults& results);

}  // namespace sonosweep::analysis
