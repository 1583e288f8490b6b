// Ways to expose confidence to a segmenter. All take the same (logits, confidence, threshold) triple.
//   logits     [B,C,H,W] float
//   confidence [B,C,H,W] basis points 0..10000 in whole numbers
//   inside     [B,1,H,W] 1 = pixel of the image, 0 = turned in from outside (weighs 0); may be undefined =
//   all 1
// y, w = label and weight (stats/pixel_weight.h), c = confidence / 10000, p = sigmoid(logit),
// bce(p, y) = -(y log p + (1 - y) log(1 - p)). Means run over batch, classes and pixels.
//
//   weighted_bce       mean w bce(p, y)            equation 1 of the paper
//   bce                mean bce(p, y)
//   soft_bce           mean bce(p, c)
//   soft_weighted_bce  mean w bce(p, c)
//   dice               mean over classes of 1 - (2 sum p y + 1) / (sum p + sum y + 1),
//                      sums over batch and pixels
//   soft_dice          mean over classes of 1 - (2 sum p c + 1) / (sum p^2 + sum c^2 + 1)
//                      (Milletari et al. 2016)
//   bce_dice           bce + dice
//   focal              mean (1 - p_y)^gamma bce(p, y), p_y = p for y = 1, 1 - p for y = 0
//                      (Lin et al. 2017)
//   trimap_bce         mean of bce(p, c) over the pixels of confidence exactly 0 or exactly 1;
//                      0 if there are none
#pragma once

#include <torch/types.h>

#include <functional>
#include <string>

#include "train/target_table.h"

namespace sonosweep::train {

struct LossInput {
  torch::Tensor logits, confidence, inside;
};

using SegmentationLoss = std::function<torch::Tensor(const LossInput&)>;

// The loss of that name as a scalar function. Throws UsageError for an unknown name.
SegmentationLoss make_segmentation_loss(const std::string& name, TargetTable targets, double focal_gamma);

}  // namespace sonosweep::train
