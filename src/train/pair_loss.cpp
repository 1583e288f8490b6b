#include "train/pair_loss.h"

#include <torch/torch.h>

namespace sonosweep::train {
namespace {

torch::Tensor rows_of(const std::vector<tasks::VideoPair>& pairs, std::size_t tasks::VideoPair::*side,
                      torch::Device device) {
  std::vector<std::int64_t> rows;
  for (const auto& pair : pairs) rows.push_back(static_cast<std::int64_t>(pair.*side));
  return torch::tensor(rows, torch::kLong).to(device);
}

}  // namespace

torch::Tensor pair_logits(VideoModel& model, const torch::Tensor& features,
                          const std::vector<tasks::VideoPair>& pairs) {
  const auto first = features.index_select(0, rows_of(pairs, &tasks::VideoPair::first, features.device()));
  const auto second = features.index_select(0, rows_of(pairs, &tasks::VideoPair::second, features.device()));
  return model->outputs(second - first);
}

torch::Tensor pair_labels(const std::vector<tasks::VideoPair>& pairs, torch::Device device) {
  std::vector<std::int64_t> labels;
  for (const auto& pair : pairs) labels.push_back(static_cast<std::int64_t>(pair.label));
  return torch::tensor(labels, torch::kLong).to(device);
}

torch::Tensor pair_loss_sum(VideoModel& model, const torch::Tensor& clips,
                            const std::vector<tasks::VideoPair>& pairs,
                            const std::optional<std::array<double, 3>>& weights) {
  const auto logits = pair_logits(model, model->features(clips), pairs);
  torch::nn::functional::CrossEntropyFuncOptions options;
  options.reduction(torch::kSum);
  if (weights) {
    const std::vector<double> values(weights->begin(), weights->end());
    options.weight(torch::tensor(values, torch::kDouble).to(logits.options()));
  }
  return torch::nn::functional::cross_entropy(logits, pair_labels(pairs, logits.device()), options);
}

}  // namespace sonosweep::train
