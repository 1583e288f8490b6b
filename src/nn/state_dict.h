// Named tensors of a module, in the order Python's state_dict() has.
#pragma once

#include <torch/nn/module.h>

#include <string>
#include <utility>
#include <vector>

namespace sonosweep::nn {

using StateDict = std::vector<std::pair<std::string, torch::Tensor>>;

// The module's own tensors (not copies): per module its parameters, its buffers, then its children.
StateDict state_dict(const torch::nn::Module& module);

// Detached copies on the CPU, contiguous; num_batches_tracked as int64 (Module::to() turns it into a float).
StateDict cpu_copy(const StateDict& state);

// Copies values into the module. Throws DataError naming the first key that is missing, unknown or of another
// shape; `where` stands in the message.
void load_state_dict(torch::nn::Module& module, const StateDict& state, const std::string& where);

}  // namespace sonosweep::nn
