#include "train/losses.h"

#include <torch/nn/functional/loss.h>

#include <map>

#include "core/error.h"
#include "data/basis_points.h"

namespace sonosweep::train {
namespace {

using torch::Tensor;

// -(t log p + (1 - t) log(1 - p)) per pixel, computed from logits.
Tensor bce(const Tensor& logits, const Tensor& target) {
  return torch::nn::functional::binary_cross_entropy_with_logits(
      logits, target,
      torch::nn::functional::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kNone));
}

Tensor within(const Tensor& per_pixel, const LossInput& in) {
  return in.inside.defined() ? per_pixel * in.inside : per_pixel;
}

Tensor sum_per_class(const Tensor& x) {
  return x.sum({0, 2, 3});
}

Tensor real_confidence(const LossInput& in) {
  return in.confidence.to(in.logits.scalar_type()) / data::kFullConfidence;
}

Tensor weighted_bce(const LossInput& in, const PixelTargets& target) {
  return within(target.weight * bce(in.logits, target.label), in).mean();
}

Tensor plain_bce(const LossInput& in, const PixelTargets& target) {
  return within(bce(in.logits, target.label), in).mean();
}

Tensor soft_bce(const LossInput& in, const PixelTargets&) {
  return within(bce(in.logits, real_confidence(in)), in).mean();
}

Tensor soft_weighted_bce(const LossInput& in, const PixelTargets& target) {
  return within(target.weight * bce(in.logits, real_confidence(in)), in).mean();
}

Tensor dice(const LossInput& in, const PixelTargets& target) {
  const auto p = within(torch::sigmoid(in.logits), in);
  const auto y = within(target.label, in);
  const auto overlap = (2 * sum_per_class(p * y) + 1) / (sum_per_class(p) + sum_per_class(y) + 1);
  return (1 - overlap).mean();
}

Tensor soft_dice(const LossInput& in, const PixelTargets&) {
  const auto p = within(torch::sigmoid(in.logits), in);
  const auto c = within(real_confidence(in), in);
  const auto overlap = (2 * sum_per_class(p * c) + 1) / (sum_per_class(p * p) + sum_per_class(c * c) + 1);
  return (1 - overlap).mean();
}

Tensor focal(const LossInput& in, const PixelTargets& target, double gamma) {
  const auto& y = target.label;
  // 1 - p_y = sigmoid(-logit) for y = 1, sigmoid(logit) for y = 0: no cancellation.
  const auto miss = torch::sigmoid(torch::where(y > 0.5, -in.logits, in.logits));
  return within(miss.pow(gamma) * bce(in.logits, y), in).mean();
}

Tensor trimap_bce(const LossInput& in, const PixelTargets&) {
  const auto sure = in.confidence.eq(0).logical_or(in.confidence.eq(data::kFullConfidence));
  const auto counted = within(sure.to(in.logits.scalar_type()), in);
  return (counted * bce(in.logits, real_confidence(in))).sum() / counted.sum().clamp_min(1);
}

}  // namespace

SegmentationLoss make_segmentation_loss(const std::string& name, TargetTable targets, double focal_gamma) {
  using Loss = std::function<Tensor(const LossInput&, const PixelTargets&)>;
  const std::map<std::string, Loss> losses = {
      {"weighted_bce", weighted_bce},
      {"bce", plain_bce},
      {"soft_bce", soft_bce},
      {"soft_weighted_bce", soft_weighted_bce},
      {"dice", dice},
      {"soft_dice", soft_dice},
      {"bce_dice", [](const auto& in, const auto& t) { return plain_bce(in, t) + dice(in, t); }},
      {"focal", [focal_gamma](const auto& in, const auto& t) { return focal(in, t, focal_gamma); }},
      {"trimap_bce", trimap_bce},
  };
  const auto found = losses.find(name);
  if (found == losses.end()) throw_error<UsageError>("loss '{}' is unknown", name);
  return [loss = found->second, targets = std::move(targets)](const LossInput& in) {
    auto target = targets.look_up(in.confidence);
    const auto type = in.logits.scalar_type();
    return loss(in, {target.label.to(type), target.weight.to(type)});
  };
}

}  // namespace sonosweep::train
