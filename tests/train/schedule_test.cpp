#include "train/schedule.h"

#include <gtest/gtest.h>

namespace sonosweep::train {
namespace {

TEST(CosineRate, starts_full_halves_in_the_middle_ends_near_zero) {
  EXPECT_DOUBLE_EQ(cosine_rate(1e-4, 0, 100), 1e-4);
  EXPECT_NEAR(cosine_rate(1e-4, 50, 100), 0.5e-4, 1e-18);
  EXPECT_NEAR(cosine_rate(1.0, 25, 100), 0.8535533905932737, 1e-15);  // (1 + sqrt(1/2)) / 2
  EXPECT_GT(cosine_rate(1.0, 99, 100), 0);
}

TEST(CosineRestartsRate, starts_again_every_quarter) {
  // 40 epochs: T_0 = 10. Epoch 5 of a period: half; epoch 10, 20, 30: full again.
  for (const int start : {0, 10, 20, 30}) {
    EXPECT_DOUBLE_EQ(cosine_restarts_rate(1e-4, start, 40), 1e-4);
    EXPECT_NEAR(cosine_restarts_rate(1e-4, start + 5, 40), 0.5e-4, 1e-18);
    // (1 + cos(9 pi / 10)) / 2
    EXPECT_NEAR(cosine_restarts_rate(1.0, start + 9, 40), 0.024471741852423214, 1e-15);
  }
  // 11 epochs: T_0 = floor(11 / 4) = 2: 1, 1/2, 1, 1/2, ..
  for (int epoch = 0; epoch < 11; ++epoch)
    EXPECT_NEAR(cosine_restarts_rate(1.0, epoch, 11), epoch % 2 == 0 ? 1 : 0.5, 1e-15) << epoch;
}

TEST(CosineRestartsRate, stays_full_where_a_quarter_is_less_than_two_epochs) {
  for (const int epochs : {1, 2, 3, 4, 7})
    for (int epoch = 0; epoch < epochs; ++epoch) EXPECT_EQ(cosine_restarts_rate(0.5, epoch, epochs), 0.5);
}

}  // namespace
}  // namespace sonosweep::train
