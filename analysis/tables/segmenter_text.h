// How tables and figures tell a study's segmenters apart, beside the threshold. Of a study with one way to
// train them all of this is empty.
#pragma once

#include <string>
#include <vector>

#include "analysis/render/table.h"
#include "study/segmenter_choice.h"
#include "study/study.h"

namespace sonosweep::analysis {

// A label column, and a row's cell in it, for each part that the study varies; a dash (a gap in CSV) where it
// has no effect.
std::vector<Column> segmenter_columns(const study::Study& study);
std::vector<Cell> segmenter_cells(const study::Study& study, const study::SegmenterChoice& segmenter);

// "weighted_bce, fixed:0.5": the varied parts; "dice" where the others have no effect.
std::string segmenter_text(const study::Study& study, const study::SegmenterChoice& segmenter);

// What a row's dash means; nothing where every part has an effect on every segmenter.
std::vector<std::string> segmenter_notes(const study::Study& study);

// What the study varies, behind one noun: " and loss"; ", loss and weighting".
std::string and_segmenter(const study::Study& study);

}  // namespace sonosweep::analysis
