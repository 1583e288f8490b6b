#include "jobs/run/learning_rate.h"

#include <gtest/gtest.h>

#include <limits>

namespace sonosweep::jobs {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(BestRate, has_the_lowest_loss) {
  EXPECT_EQ(best_rate({{1e-3, 0.7}, {1e-4, 0.5}, {1e-5, 0.6}}), 1e-4);
}

TEST(BestRate, is_the_larger_one_on_a_tie) {
  EXPECT_EQ(best_rate({{1e-4, 0.5}, {1e-3, 0.5}, {1e-5, 0.5}}), 1e-3);
}

TEST(BestRate, never_has_a_loss_that_is_no_number) {
  EXPECT_EQ(best_rate({{1e-3, kNan}, {1e-4, 9.0}}), 1e-4);
  EXPECT_EQ(best_rate({{1e-4, 9.0}, {1e-3, -kInfinity}}), 1e-4);
  EXPECT_EQ(best_rate({{1e-3, kNan}, {1e-4, kInfinity}}), std::nullopt);
  EXPECT_EQ(best_rate({}), std::nullopt);
}

TEST(BestRate, says_by_which_rule_it_was_taken) {
  EXPECT_EQ(rule_of_best_rate({{1e-3, 0.7}, {1e-4, 0.5}}), "by the lowest validation loss");
  EXPECT_EQ(rule_of_best_rate({{1e-4, 0.5}, {1e-3, 0.5}, {1e-5, 0.6}}),
            "the largest of 0.0001, 0.001, whose validation losses are equal and the lowest");
  EXPECT_EQ(rule_of_best_rate({{1e-3, kNan}, {1e-4, 9.0}, {1e-5, kInfinity}}),
            "by the lowest validation loss, 0.001, 1e-05 having none");
}

}  // namespace
}  // namespace sonosweep::jobs
