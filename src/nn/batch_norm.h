// Statistics of batch normalisation, taken anew with the weights as they are. Running ones are moving
// averages over training steps: where weights move fast they lag behind, and the network that is evaluated is
// not the one that was trained (analysis/METHOD.md section 8).
#pragma once

#include <torch/nn/module.h>

#include <functional>
#include <vector>

namespace sonosweep::nn {

// Running mean and variance of each batch normalisation of a network, and its count of batches, as they were
// when this was made.
class BatchNormStatistics {
 public:
  // `network` outlives this.
  explicit BatchNormStatistics(torch::nn::Module& network);
  void restore() const;

 private:
  struct Kept {
    torch::Tensor there, value;
  };
  std::vector<Kept> kept_;
};

// Passes `batches` batches (>= 1) through `network` by pass(0), pass(1), .. and makes each running mean the
// mean of the batches' means, each running variance that of their unbiased variances, every batch one weight,
// as torch.optim.swa_utils.update_bn does. Meanwhile the network is in evaluation mode, without gradients,
// and only its batch normalisations are in training mode; those whose weights are frozen (requires_grad =
// false) stay as they are. Afterwards it is in evaluation mode. Throws std::invalid_argument without a batch,
// and what pass() throws; statistics are then undefined.
void recompute_batch_norm(torch::nn::Module& network, int batches, const std::function<void(int)>& pass);

}  // namespace sonosweep::nn
