#include "stats/calibration.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sonosweep::stats {
namespace {

TEST(Calibration, WeighsBinsByCount) {
  // Two bins. [0, 0.5): p 0.1 0.3 (mean 0.2), c 0 0 -> gap 0.2, 2 of 3. [0.5, 1]: p 0.9, c 0.5 -> gap 0.4, 1
  // of 3. 2/3 * 0.2 + 1/3 * 0.4 = 0.8 / 3
  Calibration calibration(2);
  calibration.add(0.1, 0);
  calibration.add(0.3, 0);
  calibration.add(0.9, 0.5);
  EXPECT_NEAR(calibration.expected_error(), 0.8 / 3, 1e-15);
  EXPECT_EQ(calibration.bins()[0].count, 2);
  EXPECT_EQ(calibration.bins()[1].count, 1);
}

TEST(Calibration, OppositeErrorsInOneBinCancel) {
  // One bin: mean p = mean c = 0.5.
  Calibration calibration(1);
  calibration.add(0.2, 0.8);
  calibration.add(0.8, 0.2);
  EXPECT_NEAR(calibration.expected_error(), 0, 1e-15);
}

TEST(Calibration, EndsOfTheScale) {
  Calibration calibration(15);
  calibration.add(0, 0);
  calibration.add(1, 1);
  EXPECT_EQ(calibration.bins().front().count, 1);
  EXPECT_EQ(calibration.bins().back().count, 1);
  EXPECT_EQ(calibration.expected_error(), 0);
}

TEST(Calibration, EmptyAndNan) {
  Calibration calibration(3);
  EXPECT_TRUE(std::isnan(calibration.expected_error()));
  calibration.add(0.5, 0.5);
  calibration.add(std::nan(""), 0.5);
  EXPECT_TRUE(std::isnan(calibration.expected_error()));
}

}  // namespace
}  // namespace sonosweep::stats
