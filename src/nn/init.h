// Random initialisation, as the reference implementation does it (models.md 1.6). Uses torch's default generator.
// The modules must be owned by a shared pointer already, that is, not be under construction.
#pragma once

#include <torch/nn/module.h>

namespace sonosweep::nn {

// Encoder: convolutions N(0, 2 / (out * k * k)) (He, fan out); batch norm 1 / 0. `first` (the stem for grayscale)
// keeps the default of a convolution, U(+-1 / sqrt(fan_in)).
void init_resnet(torch::nn::Module& encoder, const torch::Tensor& first_weight);

// Decoder: convolutions U(+-sqrt(6 / fan_in)) (He, uniform), biases 0; group norm 1 / 0.
void init_decoder(torch::nn::Module& decoder);

// Head: U(+-sqrt(6 / (fan_in + fan_out))) (Glorot), biases 0.
void init_head(torch::nn::Module& head);

}  // namespace sonosweep::nn
