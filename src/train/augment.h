// Augmentation of a whole batch as tensors: the same code on CPU and GPU. Random choices are made on the CPU
// by an explicit generator, so that they do not depend on the device.
#pragma once

#include <torch/types.h>

#include "core/rng.h"

namespace sonosweep::train {

struct AugmentOptions {
  double flip_probability = 0.5;
  double rotation_probability = 0.5, rotation_degrees = 15;
  double intensity_probability = 0.5;
  double gamma_low = 0.7, gamma_high = 1.4;
  double contrast = 0.2, brightness = 0.2;
};

struct AugmentedBatch {
  torch::Tensor images;      // [B,1,H,W] float in [0,1]
  torch::Tensor confidence;  // [B,C,H,W] float, whole basis points 0..10000
  torch::Tensor inside;      // [B,1,H,W] float, 0 where a pixel was turned in from outside the image
};

// images [B,1,H,W] float in [0,1]; confidence [B,C,H,W], whole basis points, float.
// Each image: horizontal flip; rotation by U(-degrees, degrees) about the centre, bilinear, confidence zero
// outside and rounded to whole basis points; intensity: gamma, then contrast about the mid-gray 0.5, then
// brightness, clamped to [0,1]. Each with its own probability. What is not drawn stays untouched, bit for
// bit.
AugmentedBatch augment(const torch::Tensor& images, const torch::Tensor& confidence,
                       const AugmentOptions& options, Rng& rng);

// Rotates by degrees[b] (counter-clockwise as seen in the image) about the centre. Used by augment().
AugmentedBatch rotate(const torch::Tensor& images, const torch::Tensor& confidence,
                      const std::vector<double>& degrees);

}  // namespace sonosweep::train
