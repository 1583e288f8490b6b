#include "train/augment.h"

#include <torch/nn/functional/vision.h>

#include <cmath>
#include <vector>

namespace sonosweep::train {
namespace {

using torch::Tensor;
namespace F = torch::nn::functional;

// One row of the affine map output -> input position per image, in normalised coordinates ([-1,1] = the
// image's edges); height and width enter because those coordinates are stretched by them.
Tensor rotation_grid(const std::vector<double>& degrees, const Tensor& images) {
  const double height = static_cast<double>(images.size(2)), width = static_cast<double>(images.size(3));
  std::vector<float> theta;
  for (const double angle : degrees) {
    const double radians = angle * 3.14159265358979323846 / 180;
    const double c = std::cos(radians), s = std::sin(radians);
    for (const double value : {c, -s * height / width, 0.0, s * width / height, c, 0.0})
      theta.push_back(static_cast<float>(value));
  }
  const auto rows = torch::tensor(theta).view({static_cast<std::int64_t>(degrees.size()), 2, 3});
  return F::affine_grid(rows.to(images.device()), images.sizes(), /*align_corners=*/false);  // [B,H,W,2]
}

// Border values outside, so that pixels near the edge keep their neighbours' value; `inside` cuts the rest
// off.
Tensor sample(const Tensor& x, const Tensor& grid) {
  return F::grid_sample(
      x, grid,
      F::GridSampleFuncOptions().mode(torch::kBilinear).padding_mode(torch::kBorder).align_corners(false));
}

// Rows of `x` replaced by `values` at `rows`.
Tensor with_rows(const Tensor& x, const Tensor& rows, const Tensor& values) {
  return x.index_copy(0, rows, values);
}

Tensor row_numbers(const std::vector<std::int64_t>& rows, const Tensor& like) {
  return torch::tensor(rows, torch::kLong).to(like.device());
}

Tensor column(const std::vector<float>& values, const Tensor& like) {
  return torch::tensor(values).view({-1, 1, 1, 1}).to(like.device());
}

}  // namespace

AugmentedBatch rotate(const Tensor& images, const Tensor& confidence, const std::vector<double>& degrees) {
  const auto grid = rotation_grid(degrees, images);
  const auto inside = grid.abs().le(1).all(/*dim=*/3).unsqueeze(1).to(images.scalar_type());  // [B,1,H,W]
  return {sample(images, grid) * inside, sample(confidence, grid).round() * inside, inside};
}

AugmentedBatch augment(const Tensor& images, const Tensor& confidence, const AugmentOptions& options,
                       Rng& rng) {
  // All numbers are drawn for every image, used or not: what one image gets does not depend on the others.
  std::vector<std::int64_t> flipped, rotated, recoloured;
  std::vector<double> degrees;
  std::vector<float> gamma, contrast, brightness;
  for (std::int64_t b = 0; b < images.size(0); ++b) {
    if (rng.chance(options.flip_probability)) flipped.push_back(b);
    const bool turn = rng.chance(options.rotation_probability);
    const double angle = rng.uniform(-options.rotation_degrees, options.rotation_degrees);
    if (turn) {
      rotated.push_back(b);
      degrees.push_back(angle);
    }
    const bool recolour = rng.chance(options.intensity_probability);
    const double g = rng.uniform(options.gamma_low, options.gamma_high);
    const double k = 1 + rng.uniform(-options.contrast, options.contrast);
    const double shift = rng.uniform(-options.brightness, options.brightness);
    if (recolour) {
      recoloured.push_back(b);
      gamma.push_back(static_cast<float>(g));
      contrast.push_back(static_cast<float>(k));
      brightness.push_back(static_cast<float>(shift));
    }
  }

  AugmentedBatch out{images, confidence, torch::ones_like(images)};
  if (!flipped.empty()) {
    const auto rows = row_numbers(flipped, images);
    out.images = with_rows(out.images, rows, out.images.index_select(0, rows).flip({3}));
    out.confidence = with_rows(out.confidence, rows, out.confidence.index_select(0, rows).flip({3}));
  }
  if (!rotated.empty()) {
    const auto rows = row_numbers(rotated, images);
    const auto turned =
        rotate(out.images.index_select(0, rows), out.confidence.index_select(0, rows), degrees);
    out.images = with_rows(out.images, rows, turned.images);
    out.confidence = with_rows(out.confidence, rows, turned.confidence);
    out.inside = with_rows(out.inside, rows, turned.inside);
  }
  if (!recoloured.empty()) {
    const auto rows = row_numbers(recoloured, images);
    auto x = out.images.index_select(0, rows).pow(column(gamma, images));
    x = (x - 0.5) * column(contrast, images) + 0.5 + column(brightness, images);
    out.images = with_rows(out.images, rows, x.clamp(0, 1) * out.inside.index_select(0, rows));
  }
  return out;
}

}  // namespace sonosweep::train
