#include "train/augment.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "data/basis_points.h"

namespace sonosweep::train {
namespace {

AugmentOptions only(double flip, double rotation, double intensity) {
  AugmentOptions options;
  options.flip_probability = flip;
  options.rotation_probability = rotation;
  options.intensity_probability = intensity;
  return options;
}

torch::Tensor some_confidence(std::int64_t batch) {
  return torch::arange(0, batch * 2 * 12 * 20, torch::kFloat).remainder(10001).view({batch, 2, 12, 20});
}

TEST(Augment, nothing_drawn_changes_nothing) {
  Rng rng(1);
  const auto images = torch::rand({3, 1, 12, 20});
  const auto out = augment(images, some_confidence(3), only(0, 0, 0), rng);
  EXPECT_TRUE(torch::equal(out.images, images));
  EXPECT_TRUE(torch::equal(out.confidence, some_confidence(3)));
  EXPECT_TRUE(out.inside.eq(1).all().item<bool>());
}

TEST(Augment, flip_mirrors_image_and_map_alike) {
  Rng rng(1);
  const auto images = torch::rand({2, 1, 12, 20});
  const auto out = augment(images, some_confidence(2), only(1, 0, 0), rng);
  EXPECT_TRUE(torch::equal(out.images, images.flip({3})));
  EXPECT_TRUE(torch::equal(out.confidence, some_confidence(2).flip({3})));
}

TEST(Augment, constant_maps_keep_their_confidence_exactly_under_rotation) {
  // analysis/METHOD.md section 1: every whole percentage survives any angle, so that thresholds stay exact.
  const auto images = torch::rand({1, 1, 24, 40});
  for (int percent = 1; percent <= 100; ++percent) {
    const auto map = torch::full({1, 1, 24, 40}, 100.0F * static_cast<float>(percent));
    const auto out = rotate(images, map, {-15.0 + 0.3 * percent});
    const auto kept = out.confidence.masked_select(out.inside.eq(1));
    ASSERT_TRUE(kept.eq(100 * percent).all().item<bool>()) << percent;
    ASSERT_TRUE(out.confidence.masked_select(out.inside.eq(0)).eq(0).all().item<bool>()) << percent;
  }
}

TEST(Augment, quarter_turn_of_a_square_moves_pixels_exactly) {
  // 90 degrees counter-clockwise: what was at the right edge is at the top. Grid arithmetic is float32.
  const auto image = torch::arange(0, 16, torch::kFloat).view({1, 1, 4, 4}) / 16;
  const auto out = rotate(image, image * 10000, {90});
  EXPECT_TRUE(torch::allclose(out.images, torch::rot90(image, 1, {2, 3}), 1e-4, 1e-5));
  EXPECT_TRUE(out.inside.eq(1).all().item<bool>());
}

TEST(Augment, rotation_keeps_angles_in_images_that_are_not_square) {
  // A horizontal line through the centre of 41 x 81 turned by 45 degrees: its pixel 10 columns right of the
  // centre lies 10 rows up.
  auto image = torch::zeros({1, 1, 41, 81});
  image.index_put_({0, 0, 20, torch::indexing::Slice()}, 1);
  const auto out = rotate(image, image * 10000, {45}).images[0][0];
  EXPECT_GT(out[10][50].item<float>(), 0.5F);
  EXPECT_LT(out[30][50].item<float>(), 0.1F);
  EXPECT_LT(out[20][50].item<float>(), 0.1F);
}

TEST(Augment, corners_turned_in_from_outside_are_marked) {
  const auto image = torch::ones({1, 1, 20, 20});
  const auto out = rotate(image, image * 10000, {15});
  EXPECT_EQ(out.inside[0][0][0][0].item<float>(), 0);
  EXPECT_EQ(out.inside[0][0][10][10].item<float>(), 1);
  EXPECT_EQ(out.images[0][0][0][0].item<float>(), 0);
}

TEST(Augment, intensity_stays_in_range_and_leaves_maps_alone) {
  Rng rng(5);
  const auto images = torch::rand({8, 1, 12, 20});
  const auto out = augment(images, some_confidence(8), only(0, 0, 1), rng);
  EXPECT_FALSE(torch::equal(out.images, images));
  EXPECT_GE(out.images.min().item<float>(), 0);
  EXPECT_LE(out.images.max().item<float>(), 1);
  EXPECT_TRUE(torch::equal(out.confidence, some_confidence(8)));
}

TEST(Augment, whole_basis_points_and_one_stream_of_numbers) {
  const auto images = torch::rand({4, 1, 12, 20});
  Rng a(9), b(9);
  const auto first = augment(images, some_confidence(4), AugmentOptions{}, a);
  const auto second = augment(images, some_confidence(4), AugmentOptions{}, b);
  EXPECT_TRUE(torch::equal(first.images, second.images));
  EXPECT_TRUE(torch::equal(first.confidence, first.confidence.round()));
  EXPECT_GE(first.confidence.min().item<float>(), 0);
  EXPECT_LE(first.confidence.max().item<float>(), data::kFullConfidence);
  EXPECT_EQ(a.uniform(), b.uniform());
}

TEST(Augment, each_transform_comes_as_often_as_asked) {
  Rng rng(3);
  const auto images = torch::linspace(0, 1, 20).view({1, 1, 1, 20}).expand({2000, 1, 1, 20}).contiguous();
  const auto out = augment(images, torch::zeros({2000, 1, 1, 20}), only(0.3, 0, 0), rng);
  const auto flipped = out.images.select(3, 0).gt(0.5).sum().item<std::int64_t>();
  EXPECT_NEAR(static_cast<double>(flipped) / 2000, 0.3, 4 * std::sqrt(0.3 * 0.7 / 2000));
}

}  // namespace
}  // namespace sonosweep::train
