// Whether every training batch of a study gives batch normalisation something to normalise: with a single
// value per channel LibTorch refuses to train, in the first epoch or, where only the last batch is so small,
// after hours.
#pragma once

#include <vector>

#include "data/pack.h"
#include "study/split.h"
#include "study/study.h"

namespace sonosweep::jobs {

// Looks at the segmenters (of the study, of folds and rotations) and at the video networks of S/F ratio;
// batches of the other tasks hold two videos at least. `study` without the tasks that the data cannot serve.
// Throws UsageError naming the training, its batch, how many samples it has, and what to choose.
void check_batch_statistics(const study::Study& study, const data::PackIndex& index,
                            const std::vector<study::Split>& splits);

}  // namespace sonosweep::jobs
