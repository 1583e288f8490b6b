#include "nn/batch_norm.h"

#include <torch/nn/modules/batchnorm.h>

#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace sonosweep::nn {
namespace {

// One batch normalisation of any number of dimensions, seen through what they have in common.
struct Layer {
  torch::nn::Module* module = nullptr;
  torch::nn::BatchNormOptions* options = nullptr;
  torch::Tensor weight, running_mean, running_var, num_batches_tracked;
};

template <typename Kind>
bool add_if(torch::nn::Module& module, std::vector<Layer>& layers) {
  auto* layer = dynamic_cast<Kind*>(&module);
  if (layer == nullptr) return false;
  if (layer->running_mean.defined())
    layers.push_back({layer, &layer->options, layer->weight, layer->running_mean, layer->running_var,
                      layer->num_batches_tracked});
  return true;
}

std::vector<Layer> layers_of(torch::nn::Module& network) {
  std::vector<Layer> layers;
  for (const auto& module : network.modules())
    if (!add_if<torch::nn::BatchNorm2dImpl>(*module, layers) &&
        !add_if<torch::nn::BatchNorm1dImpl>(*module, layers))
      add_if<torch::nn::BatchNorm3dImpl>(*module, layers);
  return layers;
}

// A layer that averages all batches alike while this lives.
class Averaging {
 public:
  explicit Averaging(const Layer& layer) : layer_(layer), momentum_(layer_.options->momentum()) {
    layer_.running_mean.zero_();
    layer_.running_var.fill_(1);
    layer_.num_batches_tracked.zero_();
    layer_.options->momentum(Momentum());  // none: 1 / number of batches so far
    layer_.module->train();
  }
  ~Averaging() {
    layer_.options->momentum(momentum_);
    layer_.module->eval();
  }
  Averaging(const Averaging&) = delete;
  Averaging& operator=(const Averaging&) = delete;

 private:
  using Momentum = std::decay_t<decltype(std::declval<torch::nn::BatchNormOptions>().momentum())>;
  Layer layer_;
  Momentum momentum_;
};

}  // namespace

BatchNormStatistics::BatchNormStatistics(torch::nn::Module& network) {
  for (const auto& layer : layers_of(network))
    for (const auto& buffer : {layer.running_mean, layer.running_var, layer.num_batches_tracked})
      kept_.push_back({buffer, buffer.clone()});
}

void BatchNormStatistics::restore() const {
  const torch::NoGradGuard no_grad;
  for (const auto& [there, value] : kept_) torch::Tensor(there).copy_(value);
}

void recompute_batch_norm(torch::nn::Module& network, int batches, const std::function<void(int)>& pass) {
  if (batches < 1) throw std::invalid_argument("statistics of batch normalisation: no batch");
  const torch::NoGradGuard no_grad;
  network.eval();
  std::vector<std::unique_ptr<Averaging>> averaging;
  for (auto& layer : layers_of(network))
    if (!layer.weight.defined() || layer.weight.requires_grad())
      averaging.push_back(std::make_unique<Averaging>(layer));
  for (int k = 0; k < batches; ++k) pass(k);
}

}  // namespace sonosweep::nn
