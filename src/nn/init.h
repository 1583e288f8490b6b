// Random initialisation, as the reference implementations do it (src/nn/MODELS.md 1.6, 2.3, 3.3). Uses
// torch's default generator. The modules must be owned by a shared pointer already, that is, not be under
// construction.
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

namespace sonosweep::nn {

// Encoder: convolutions N(0, 2 / (out * k * k)) (He, fan out); batch norm 1 / 0. `first` (the stem for
// grayscale) keeps the default of a convolution, U(+-1 / sqrt(fan_in)).
void init_resnet(torch::nn::Module& encoder, const torch::Tensor& first_weight);

// Decoder: convolutions U(+-sqrt(6 / fan_in)) (He, uniform), biases 0; group norm 1 / 0.
void init_decoder(torch::nn::Module& decoder);

// Head: U(+-sqrt(6 / (fan_in + fan_out))) (Glorot), biases 0.
void init_head(torch::nn::Module& head);

// MobileNet-v2: convolutions N(0, 2 / (out * k * k)), the depthwise too; batch norm 1 / 0.
void init_mobilenet(torch::nn::Module& network);

// Classifier of a video network: N(0, 0.001^2), bias 0.
void init_video_classifier(torch::nn::LinearImpl& classifier);

}  // namespace sonosweep::nn
