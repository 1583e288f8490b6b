// Every loss on four pixels, by hand.
//
// threshold 50; one image, one class, pixels in a row:
//   logit l        0        ln 3     -ln 3    0
//   p              0.5      0.75     0.25     0.5
//   confidence c   1        0.6      0.4      0
//   label y        1        1        0        0
//   weight w       1        0.6      0.5      0.5       (background: t/100 = 0.5)
//   bce(p, y)      ln 2     ln 4/3   ln 4/3   ln 2
#include "train/losses.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>

#include "core/error.h"

namespace sonosweep::train {
namespace {

const double kLn2 = std::log(2.0), kLn3 = std::log(3.0), kLn43 = std::log(4.0 / 3), kLn4 = std::log(4.0);

class Losses : public ::testing::Test {
 protected:
  double loss(const std::string& name, double gamma = 2) const {
    const TargetTable targets(stats::WeightRule::parse("paper", "background"), 50, torch::kCPU);
    return make_segmentation_loss(name, targets, gamma)(in_).item<double>();
  }

  LossInput in_{torch::tensor({0.0, kLn3, -kLn3, 0.0}, torch::kDouble).view({1, 1, 2, 2}),
                torch::tensor({10000.0, 6000.0, 4000.0, 0.0}, torch::kDouble).view({1, 1, 2, 2}),
                {}};
};

TEST_F(Losses, weighted_bce) {
  // (1 ln 2 + 0.6 ln 4/3 + 0.5 ln 4/3 + 0.5 ln 2) / 4
  EXPECT_NEAR(loss("weighted_bce"), (1.5 * kLn2 + 1.1 * kLn43) / 4, 1e-7);
}

TEST_F(Losses, bce) {
  EXPECT_NEAR(loss("bce"), (2 * kLn2 + 2 * kLn43) / 4, 1e-12);
}

TEST_F(Losses, soft_bce) {
  // Pixel 2: -(0.6 ln 3/4 + 0.4 ln 1/4); pixel 3: -(0.4 ln 1/4 + 0.6 ln 3/4), the same.
  EXPECT_NEAR(loss("soft_bce"), (2 * kLn2 + 2 * (0.6 * kLn43 + 0.4 * kLn4)) / 4, 1e-12);
}

TEST_F(Losses, soft_weighted_bce) {
  EXPECT_NEAR(loss("soft_weighted_bce"), (1.5 * kLn2 + 1.1 * (0.6 * kLn43 + 0.4 * kLn4)) / 4, 1e-7);
}

TEST_F(Losses, dice) {
  // sum p y = 1.25, sum p = 2, sum y = 2: 1 - (2.5 + 1) / (4 + 1) = 0.3
  EXPECT_NEAR(loss("dice"), 0.3, 1e-12);
}

TEST_F(Losses, soft_dice) {
  // sum p c = 0.5 + 0.45 + 0.1 = 1.05; sum p^2 = 0.25 + 0.5625 + 0.0625 + 0.25 = 1.125; sum c^2 = 1.52
  EXPECT_NEAR(loss("soft_dice"), 1 - (2.1 + 1) / (1.125 + 1.52 + 1), 1e-12);
}

TEST_F(Losses, bce_dice) {
  EXPECT_NEAR(loss("bce_dice"), (2 * kLn2 + 2 * kLn43) / 4 + 0.3, 1e-12);
}

TEST_F(Losses, focal) {
  // 1 - p_y = 0.5, 0.25, 0.25, 0.5; gamma 2: squares 0.25 and 0.0625. gamma 0 is bce.
  EXPECT_NEAR(loss("focal"), (2 * 0.25 * kLn2 + 2 * 0.0625 * kLn43) / 4, 1e-12);
  EXPECT_NEAR(loss("focal", 0), loss("bce"), 1e-12);
}

TEST_F(Losses, trimap_bce) {
  // Only the first and the last pixel are sure: (ln 2 + ln 2) / 2.
  EXPECT_NEAR(loss("trimap_bce"), kLn2, 1e-12);
}

TEST_F(Losses, trimap_without_a_sure_pixel_is_zero) {
  in_.confidence = torch::full({1, 1, 2, 2}, 5000.0, torch::kDouble);
  EXPECT_EQ(loss("trimap_bce"), 0);
}

TEST_F(Losses, pixels_from_outside_weigh_nothing) {
  in_.inside = torch::tensor({1.0, 1.0, 0.0, 0.0}, torch::kDouble).view({1, 1, 2, 2});
  EXPECT_NEAR(loss("weighted_bce"), (kLn2 + 0.6 * kLn43) / 4, 1e-7);
  EXPECT_NEAR(loss("bce"), (kLn2 + kLn43) / 4, 1e-12);
  EXPECT_NEAR(loss("trimap_bce"), kLn2, 1e-12);  // one sure pixel is left
  // sum p y = 1.25, sum p = 1.25, sum y = 2: 1 - 3.5 / 4.25
  EXPECT_NEAR(loss("dice"), 1 - 3.5 / 4.25, 1e-12);
}

TEST_F(Losses, large_logits_stay_finite) {
  in_.logits = torch::tensor({1000.0, -1000.0, 1000.0, -1000.0}, torch::kDouble).view({1, 1, 2, 2});
  for (const char* name : {"weighted_bce", "bce", "soft_bce", "dice", "soft_dice", "focal", "trimap_bce"})
    EXPECT_TRUE(std::isfinite(loss(name))) << name;
}

TEST_F(Losses, unknown_name) {
  EXPECT_THROW(loss("dise"), UsageError);
}

TEST_F(Losses, gradients_are_those_of_finite_differences) {
  for (const char* name : {"weighted_bce", "bce", "soft_bce", "soft_weighted_bce", "dice", "soft_dice",
                           "bce_dice", "focal", "trimap_bce"}) {
    auto logits = torch::tensor({0.3, 1.1, -0.7, 0.2}, torch::kDouble).view({1, 1, 2, 2}).requires_grad_();
    in_.logits = logits;
    const TargetTable targets(stats::WeightRule::parse("paper", "background"), 50, torch::kCPU);
    const auto function = make_segmentation_loss(name, targets, 2);
    function(in_).backward();
    for (int i = 0; i < 4; ++i) {
      const double h = 1e-6;
      auto up = logits.detach().clone(), down = logits.detach().clone();
      up.flatten()[i] += h;
      down.flatten()[i] -= h;
      LossInput a = in_, b = in_;
      a.logits = up;
      b.logits = down;
      const double slope = (function(a).item<double>() - function(b).item<double>()) / (2 * h);
      EXPECT_NEAR(logits.grad().flatten()[i].item<double>(), slope, 1e-7) << name << " pixel " << i;
    }
  }
}

}  // namespace
}  // namespace sonosweep::train
