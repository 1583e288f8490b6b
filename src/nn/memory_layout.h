// Channels-last: the memory order in which many convolutions are faster. Values stay the same.
#pragma once

#include <torch/nn/module.h>

namespace sonosweep::nn {

// Re-lays every 4-d parameter of the module.
void use_channels_last(torch::nn::Module& module);

}  // namespace sonosweep::nn
