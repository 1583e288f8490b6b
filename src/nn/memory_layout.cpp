#include "nn/memory_layout.h"

namespace sonosweep::nn {

void use_channels_last(torch::nn::Module& module) {
  for (auto& parameter : module.parameters())
    if (parameter.dim() == 4)
      parameter.set_data(parameter.data().contiguous(torch::MemoryFormat::ChannelsLast));
}

}  // namespace sonosweep::nn
