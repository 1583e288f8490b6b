// Weights and inputs that are a formula of their name, so that parity with the reference needs no weight
// files.
#pragma once

#include <torch/torch.h>

#include <string>
#include <vector>

namespace sonosweep::testing {

// FNV-1a, 32 bits.
std::uint32_t fnv1a(const std::string& text);
// u in [0,1) of element i of the tensor with this name.
double formula_unit(const std::string& key, std::uint32_t i);
// Fills every tensor of the module by its key, ".net" taken out (in double, rounded to float32, widened).
void fill_by_formula(torch::nn::Module& module);
// The input of that shape: float32(u) * 2 - 1 as float64.
torch::Tensor formula_input(const std::vector<std::int64_t>& shape);

}  // namespace sonosweep::testing
