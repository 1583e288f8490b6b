// The ways in which a study trains its segmenters, beside the threshold.
#pragma once

#include <vector>

#include "study/segmenter_choice.h"
#include "study/study.h"

namespace sonosweep::study {

// The values that the study lists of a part, and the key that lists them: "segmentation.weighting".
const std::vector<std::string>& values_of(const Study& study, ChoiceAxis axis);
const char* study_key(ChoiceAxis axis);

// At least one, in the study's order. sweep = full: each value with each, losses outermost, encoders
// innermost. one_at_a_time: the first value of every list; then each other value, with the first ones of the
// other lists. Of those that train the same segmenter (what_trains()) the first.
std::vector<SegmenterChoice> segmenter_choices(const Study& study);

// Of which the study lists several values: what the choices differ in. Empty where there is one choice.
std::vector<ChoiceAxis> swept_axes(const Study& study);

}  // namespace sonosweep::study
