// The loss of S/F change on a batch of pairs that share their videos' features.
#pragma once

#include <torch/types.h>

#include <array>
#include <optional>
#include <vector>

#include "tasks/sf_change_pairs.h"
#include "train/video_model.h"

namespace sonosweep::train {

// features [k,1280]; pairs: rows of it -> logits [pairs,3] of feature(second) - feature(first).
torch::Tensor pair_logits(VideoModel& model, const torch::Tensor& features,
                          const std::vector<tasks::VideoPair>& pairs);

// Classes [pairs] of the pairs, int64.
torch::Tensor pair_labels(const std::vector<tasks::VideoPair>& pairs, torch::Device device);

// Sum of the pairs' cross entropies. clips [k,T,C,H,W], each passed through the network once; pairs: rows of
// it. `weights`: of a pair of each class; nothing = 1.
torch::Tensor pair_loss_sum(VideoModel& model, const torch::Tensor& clips,
                            const std::vector<tasks::VideoPair>& pairs,
                            const std::optional<std::array<double, 3>>& weights = {});

}  // namespace sonosweep::train
