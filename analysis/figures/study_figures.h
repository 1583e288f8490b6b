// Every figure of a study, in the order in which people look at them.
#pragma once

#include "analysis/figures/figure.h"
#include "analysis/read/study_results.h"
#include "data/pack_reader.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

// What figures are drawn from. `pack`: null where the images are not at hand.
struct FigureInput {
  const StudyResults& results;
  const sweep::StudyFolder& folder;
  const data::PackReader* pack = nullptr;
};

// A figure whose input is missing or damaged is left out, with the reason; what is there of a partial study
// is drawn.
Figures study_figures(const FigureInput& input);

// Of several ways to train the segmenters, the one that most figures show: the study's first.
study::SegmenterChoice shown_segmenter(const StudyResults& results);
// What to say of it in a caption: " Loss dice, the first of 2."; nothing where there is one.
std::string shown_segmenter_note(const StudyResults& results);

}  // namespace sonosweep::analysis
