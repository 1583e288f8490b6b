// The clips a clinical run sees: frames alone, with the masks of its segmenters, or with the true structures.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "jobs/run/run_context.h"
#include "study/split.h"
#include "train/clip_source.h"

namespace sonosweep::jobs {

// Which of the caches (one for each fold, or one for all) each video of the pack takes its masks from, for a
// run of this fold. With `crossfit` a patient of fold j has the masks of segmenter j, which never saw that
// patient; everybody else, test patients too, those of the run's own fold.
std::vector<std::size_t> cache_of_each_video(const data::PackIndex& index, const study::Split& split,
                                             int fold, std::size_t caches, bool crossfit);

struct ClipInput {
  train::ClipSource clips;
  std::map<std::string, std::string> caches;  // cache run -> checksum of its masks
};

// `task` is the run performed, or the one a learning-rate run stands for. Throws as open_mask_cache() and
// ClipSource.
ClipInput clip_input(const RunContext& context, const study::RunSpec& task);

}  // namespace sonosweep::jobs
