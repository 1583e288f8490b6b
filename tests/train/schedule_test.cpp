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

}  // namespace
}  // namespace sonosweep::train
