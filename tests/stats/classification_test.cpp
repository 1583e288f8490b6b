#include "stats/classification.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace sonosweep::stats {
namespace {

TEST(Confusion, CountsAndAccuracy) {
  Confusion confusion(3);
  confusion.add(0, 0);
  confusion.add(0, 1);
  confusion.add(1, 1);
  confusion.add(2, 0);
  confusion.add(2, 2);
  EXPECT_EQ(confusion.n(), 5U);
  EXPECT_EQ(confusion.count(0, 1), 1U);
  EXPECT_EQ(confusion.count(1, 0), 0U);
  EXPECT_DOUBLE_EQ(confusion.accuracy(), 3.0 / 5);  // (0,0), (1,1), (2,2)
}

TEST(Confusion, RecallAndPrecision) {
  // Labels 1 1 1 0 0, predictions 1 1 0 1 0: of 3 positives 2 found, of 3 found 2 right.
  Confusion confusion(2);
  confusion.add(1, 1);
  confusion.add(1, 1);
  confusion.add(1, 0);
  confusion.add(0, 1);
  confusion.add(0, 0);
  EXPECT_DOUBLE_EQ(confusion.recall(1), 2.0 / 3);
  EXPECT_DOUBLE_EQ(confusion.precision(1), 2.0 / 3);
  EXPECT_DOUBLE_EQ(confusion.recall(0), 1.0 / 2);
  EXPECT_DOUBLE_EQ(confusion.precision(0), 1.0 / 2);
}

TEST(Confusion, NothingToDivideBy) {
  Confusion confusion(2);
  EXPECT_TRUE(std::isnan(confusion.accuracy()));
  EXPECT_TRUE(std::isnan(confusion.recall(1)));
  EXPECT_EQ(confusion.precision(1), 0);
  confusion.add(0, 0);  // no positive, none predicted
  EXPECT_TRUE(std::isnan(confusion.recall(1)));
  EXPECT_EQ(confusion.precision(1), 0);
  confusion.add(1, 0);  // one positive, none predicted
  EXPECT_EQ(confusion.recall(1), 0);
  EXPECT_EQ(confusion.precision(1), 0);
}

TEST(Confusion, NoSuchClass) {
  Confusion confusion(2);
  EXPECT_THROW(confusion.add(2, 0), std::out_of_range);
  EXPECT_THROW(confusion.add(0, 2), std::out_of_range);
  EXPECT_THROW(confusion.count(0, 2), std::out_of_range);
}

}  // namespace
}  // namespace sonosweep::stats
