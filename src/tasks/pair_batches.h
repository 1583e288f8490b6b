// Batches for training on pairs. A pair's loss depends on its videos only through their features, so k videos
// of one zone, passed once, serve all their k(k-1)/2 pairs.
//
// Shared batches cover all pairs of a zone as in pair_cover.h, anew in every epoch from a random order of the
// videos. Few pairs stand in more than one batch: they are masked in all but the first. Passes per pair
// approach 2 / (batch_videos - 1), the least possible, where a zone has many videos. Pairs that are not
// wanted are masked too, and batches without a pair are dropped. Where pairs of one patient alone are wanted,
// batches are filled with whole patients in random order instead.
#pragma once

#include <cstddef>
#include <vector>

#include "core/rng.h"
#include "tasks/sf_change_pairs.h"

namespace sonosweep::tasks {

struct PairBatch {
  std::vector<std::size_t> videos;  // rows of the list of videos: the network passes of this batch
  std::vector<VideoPair> pairs;  // positions in `videos`; order within a pair drawn at random, label to match
};

// One epoch: every pair of training_pairs() exactly once, in random order. A batch holds videos of one zone,
// each once, at most batch_videos, and none that serves no pair there. The same rng state gives the same
// batches. batch_videos >= 2, otherwise throws std::invalid_argument.
std::vector<PairBatch> shared_pair_batches(const std::vector<TaskVideo>& videos, int batch_videos, Rng& rng,
                                           TrainPairs wanted = TrainPairs::kAll);

// One epoch, one pair at a time: every pair once in random order, batch_pairs pairs a batch (the last batches
// have one less where it does not divide evenly), and two network passes for each pair. batch_pairs >= 1,
// otherwise throws std::invalid_argument.
std::vector<PairBatch> plain_pair_batches(const std::vector<TaskVideo>& videos, int batch_pairs, Rng& rng,
                                          TrainPairs wanted = TrainPairs::kAll);

// Network passes per pair of an epoch; NaN without pairs.
double passes_per_pair(const std::vector<PairBatch>& epoch);

}  // namespace sonosweep::tasks
