#include "analysis/tables/threshold_table.h"

#include <gtest/gtest.h>

namespace sonosweep::analysis {
namespace {

TEST(ThresholdText, AsInThePaper) {
  EXPECT_EQ(threshold_text(0), "> 0 %");
  EXPECT_EQ(threshold_text(20), ">= 20 %");
  EXPECT_EQ(threshold_text(100), "= 100 %");
}

}  // namespace
}  // namespace sonosweep::analysis
