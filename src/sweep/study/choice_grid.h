// The ways in which a study trains its segmenters, beside the threshold.
#pragma once

#include <vector>

#include "sweep/study/segmenter_choice.h"
#include "sweep/study/study.h"

namespace sonosweep::sweep {

// At least one, in the study's order.
std::vector<SegmenterChoice> segmenter_choices(const Study& study);

// What the choices differ in; empty where there is one.
std::vector<ChoiceAxis> swept_axes(const Study& study);

}  // namespace sonosweep::sweep
