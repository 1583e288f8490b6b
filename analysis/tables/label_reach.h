// What speaks against a threshold whatever its values: how far the labels of the training patients reach, as
// the segmenters recorded it, and clinical networks that are constant on validation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "analysis/read/study_results.h"

namespace sonosweep::analysis {

// "no label reaches 60 %" where none of these runs, of one row, was trained for that reason; "" otherwise.
std::string unlabelled_text(const Runs& runs);

// Why a threshold cannot be recommended, whatever its values: "no label reaches 60 % in the training images
// of ..", or that of fewer than 3 training patients, or of no validation patient; "constant on validation in
// fold 2 (..)"; masks that are empty in every video (empty_masks.h). Looks at the runs of `kind` in that row
// and at the segmenters behind it (with `seed`: of that seed). "" if nothing speaks against it; results of
// 0.1.0 do not tell, and nothing does.
std::string why_not_recommended(const StudyResults& results, study::RunKind kind, int threshold,
                                const study::SegmenterChoice& segmenter,
                                std::optional<std::uint64_t> seed = std::nullopt);

}  // namespace sonosweep::analysis
