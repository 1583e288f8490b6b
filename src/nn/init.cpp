#include "nn/init.h"

#include <torch/nn/init.h>
#include <torch/nn/modules/conv.h>

#include <cmath>

namespace sonosweep::nn {
namespace {

template <typename Visit>
void for_each_convolution(torch::nn::Module& module, Visit visit) {
  for (const auto& child : module.modules())
    if (auto* conv = child->as<torch::nn::Conv2d>()) visit(*conv);
}

void zero_bias(torch::nn::Conv2dImpl& conv) {
  if (conv.bias.defined()) torch::nn::init::zeros_(conv.bias);
}

void he_normal(torch::nn::Conv2dImpl& conv) {
  torch::nn::init::kaiming_normal_(conv.weight, 0, torch::kFanOut, torch::kReLU);
}

}  // namespace

void init_resnet(torch::nn::Module& encoder, const torch::Tensor& first_weight) {
  for_each_convolution(encoder, [&](torch::nn::Conv2dImpl& conv) {
    if (conv.weight.is_same(first_weight)) {
      torch::nn::init::kaiming_uniform_(conv.weight, std::sqrt(5.0));
    } else {
      he_normal(conv);
    }
  });
}

void init_decoder(torch::nn::Module& decoder) {
  for_each_convolution(decoder, [](torch::nn::Conv2dImpl& conv) {
    torch::nn::init::kaiming_uniform_(conv.weight, 0, torch::kFanIn, torch::kReLU);
    zero_bias(conv);
  });
}

void init_head(torch::nn::Module& head) {
  for_each_convolution(head, [](torch::nn::Conv2dImpl& conv) {
    torch::nn::init::xavier_uniform_(conv.weight);
    zero_bias(conv);
  });
}

void init_mobilenet(torch::nn::Module& network) {
  for_each_convolution(network, he_normal);
}

void init_video_classifier(torch::nn::LinearImpl& classifier) {
  torch::nn::init::normal_(classifier.weight, 0, 0.001);
  torch::nn::init::zeros_(classifier.bias);
}

}  // namespace sonosweep::nn
