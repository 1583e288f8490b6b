#include "tasks/class_prior.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace sonosweep::tasks {
namespace {

std::vector<VideoPair> pairs(int decrease, int same, int increase) {
  std::vector<VideoPair> out;
  for (int i = 0; i < decrease; ++i) out.push_back({0, 1, SfChange::kDecrease});
  for (int i = 0; i < same; ++i) out.push_back({0, 1, SfChange::kSame});
  for (int i = 0; i < increase; ++i) out.push_back({0, 1, SfChange::kIncrease});
  return out;
}

TEST(ClassPrior, NoneDoesNothing) {
  const auto prior = class_prior(ClassWeights::kNone, pairs(1, 2, 3), pairs(3, 2, 1));
  EXPECT_FALSE(prior.weights || prior.shift);
}

TEST(ClassPrior, OwnOverTrainedShares) {
  // Trained, in either order: (7 + 11) / 2 = 9, 2, 9 of 20; own: 1, 2, 2 of 5.
  const auto prior = class_prior(ClassWeights::kOwnPrior, pairs(7, 2, 11), pairs(1, 2, 2));
  EXPECT_FALSE(prior.weights);
  EXPECT_NEAR(prior.shift->at(0), std::log(0.2 / 0.45), 1e-12);
  EXPECT_NEAR(prior.shift->at(1), std::log(0.4 / 0.1), 1e-12);
  EXPECT_NEAR(prior.shift->at(2), std::log(0.4 / 0.45), 1e-12);
}

TEST(ClassPrior, AClassWithoutPairsCountsAsHalfAPair) {
  // Trained 5, 0, 5: shares 5, 0.5, 5 of 10.5. Own 0, 4, 1: 0.5, 4, 1 of 5.5.
  const auto prior = class_prior(ClassWeights::kOwnPrior, pairs(5, 0, 5), pairs(0, 4, 1));
  EXPECT_NEAR(prior.shift->at(0), std::log(0.5 / 5.5 / (5 / 10.5)), 1e-12);
  EXPECT_NEAR(prior.shift->at(1), std::log(4 / 5.5 / (0.5 / 10.5)), 1e-12);
}

// 1 of 101 trained pairs, none of 4 own ones: half a pair of 4.5 is more than 1 %, and no evidence for it.
TEST(ClassPrior, AClassWithoutOwnPairsIsNotRaised) {
  const auto prior = class_prior(ClassWeights::kOwnPrior, pairs(50, 1, 50), pairs(2, 0, 2));
  EXPECT_EQ(prior.shift->at(1), 0);
  EXPECT_NEAR(prior.shift->at(0), std::log(2 / 4.5 / (50 / 101.0)), 1e-12);
}

TEST(ClassPrior, BalancedWeighsAndCorrects) {
  // 12 pairs: 5, 2, 5 in either order; N / (3 N_c) = 12 / 15 and 12 / 6.
  auto prior = class_prior(ClassWeights::kBalanced, pairs(4, 2, 6), pairs(1, 2, 1));
  EXPECT_NEAR(prior.weights->at(0), 0.8, 1e-12);
  EXPECT_NEAR(prior.weights->at(1), 2, 1e-12);
  EXPECT_NEAR(prior.weights->at(2), 0.8, 1e-12);
  EXPECT_NEAR(prior.shift->at(0), std::log(0.75), 1e-12);  // 1/4 over 1/3
  EXPECT_NEAR(prior.shift->at(1), std::log(1.5), 1e-12);
  prior = class_prior(ClassWeights::kBalanced, pairs(3, 0, 3), pairs(1, 2, 1));
  EXPECT_EQ(prior.weights->at(1), 0);
}

TEST(ClassPrior, WithoutOwnPairsNothingMoves) {
  const auto prior = class_prior(ClassWeights::kOwnPrior, pairs(7, 2, 11), {});
  for (const double shift : *prior.shift) EXPECT_EQ(shift, 0);
}

TEST(ClassPrior, Words) {
  EXPECT_EQ(parse_class_weights("balanced"), ClassWeights::kBalanced);
  EXPECT_THROW(parse_class_weights("own"), std::invalid_argument);
  EXPECT_EQ(parse_train_pairs("not_same_day"), TrainPairs::kNotSameDay);
  EXPECT_THROW(parse_train_pairs("same_day"), std::invalid_argument);
}

}  // namespace
}  // namespace sonosweep::tasks
