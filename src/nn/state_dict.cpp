#include "nn/state_dict.h"

#include <fmt/ranges.h>
#include <torch/utils.h>

#include <map>

#include "core/error.h"

namespace sonosweep::nn {
namespace {

void collect(const torch::nn::Module& module, const std::string& prefix, StateDict& out) {
  for (const auto& item : module.named_parameters(/*recurse=*/false))
    out.emplace_back(prefix + item.key(), item.value());
  for (const auto& item : module.named_buffers(/*recurse=*/false))
    out.emplace_back(prefix + item.key(), item.value());
  for (const auto& child : module.named_children()) collect(*child.value(), prefix + child.key() + ".", out);
}

bool is_batch_count(const std::string& key) {
  const std::string name = "num_batches_tracked";
  return key.size() >= name.size() && key.compare(key.size() - name.size(), name.size(), name) == 0;
}

std::string shape_text(const torch::Tensor& tensor) {
  return fmt::format("[{}]", fmt::join(tensor.sizes().begin(), tensor.sizes().end(), ","));
}

}  // namespace

StateDict state_dict(const torch::nn::Module& module) {
  StateDict out;
  collect(module, "", out);
  return out;
}

StateDict cpu_copy(const StateDict& state) {
  torch::NoGradGuard no_grad;
  StateDict out;
  for (const auto& [key, tensor] : state) {
    auto copy = tensor.detach().to(torch::kCPU, is_batch_count(key) ? torch::kLong : tensor.scalar_type(),
                                   /*non_blocking=*/false, /*copy=*/true);
    out.emplace_back(key, copy.contiguous(torch::MemoryFormat::Contiguous));
  }
  return out;
}

void load_state_dict(torch::nn::Module& module, const StateDict& state, const std::string& where) {
  torch::NoGradGuard no_grad;
  std::map<std::string, torch::Tensor> given;
  for (const auto& [key, tensor] : state) given.emplace(key, tensor);
  const auto own = state_dict(module);
  for (const auto& [key, tensor] : own) {
    const auto found = given.find(key);
    if (found == given.end())
      throw_error<DataError>("{}: holds no tensor '{}'; it is of another model", where, key);
    if (found->second.sizes() != tensor.sizes())
      throw_error<DataError>("{}: tensor '{}' is {}, expected {}; it is of another model", where, key,
                             shape_text(found->second), shape_text(tensor));
  }
  if (given.size() != own.size()) {
    for (const auto& item : own) given.erase(item.first);
    throw_error<DataError>("{}: tensor '{}' is not part of this model", where, given.begin()->first);
  }
  for (const auto& item : own) {
    auto target = item.second;
    target.copy_(given.at(item.first));
  }
}

}  // namespace sonosweep::nn
