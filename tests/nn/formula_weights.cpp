#include "nn/formula_weights.h"

#include <cmath>

#include "nn/state_dict.h"

namespace sonosweep::testing {
namespace {

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

double formula_value(const std::string& key, std::uint32_t i, const torch::Tensor& tensor) {
  const double u = formula_unit(key, i);
  if (tensor.dim() >= 2) {
    const double fan_in = static_cast<double>(tensor.numel()) / static_cast<double>(tensor.size(0));
    return (2 * u - 1) * std::sqrt(3.0 / fan_in) * 1.25;
  }
  return ends_with(key, "weight") || ends_with(key, "running_var") ? 0.5 + u : (2 * u - 1) * 0.25;
}

// The name without the shift around a convolution.
std::string formula_name(std::string key) {
  const auto at = key.find(".net.");
  return at == std::string::npos ? key : key.erase(at, 4);
}

}  // namespace

std::uint32_t fnv1a(const std::string& text) {
  std::uint32_t hash = 0x811C9DC5U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
  return hash;
}

double formula_unit(const std::string& key, std::uint32_t i) {
  std::uint32_t x = fnv1a(key) + i * 0x9E3779B9U;
  x ^= x >> 16;
  x *= 0x85EBCA6BU;
  x ^= x >> 13;
  x *= 0xC2B2AE35U;
  x ^= x >> 16;
  return static_cast<double>(x >> 8) / 16777216.0;
}

void fill_by_formula(torch::nn::Module& module) {
  torch::NoGradGuard no_grad;
  for (const auto& [key, tensor] : nn::state_dict(module)) {
    if (ends_with(key, "num_batches_tracked")) continue;
    auto values = torch::empty(tensor.sizes(), torch::kDouble);
    auto* out = values.data_ptr<double>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i)
      out[i] = static_cast<float>(formula_value(formula_name(key), static_cast<std::uint32_t>(i), tensor));
    auto target = tensor;
    target.copy_(values);
  }
}

torch::Tensor formula_input(const std::vector<std::int64_t>& shape) {
  auto x = torch::empty(shape, torch::kDouble);
  auto* out = x.data_ptr<double>();
  for (std::int64_t i = 0; i < x.numel(); ++i)
    out[i] =
        static_cast<double>(static_cast<float>(formula_unit("input", static_cast<std::uint32_t>(i)))) * 2 - 1;
  return x;
}

}  // namespace sonosweep::testing
