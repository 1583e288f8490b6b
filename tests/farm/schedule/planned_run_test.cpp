#include "farm/schedule/planned_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string refusal(const std::vector<PlannedRun>& runs) {
  try {
    order_of_needs(runs);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(PlannedRun, comes_behind_what_it_needs) {
  EXPECT_THAT(order_of_needs({{"c", {"b", "a"}}, {"b", {"a"}}, {"a"}, {"d"}}), ElementsAre(2, 3, 1, 0));
  EXPECT_TRUE(order_of_needs({}).empty());
}

TEST(PlannedRun, plans_that_cannot_be_are_refused) {
  EXPECT_THAT(refusal({{"a"}, {"a"}}), HasSubstr("'a' is planned twice"));
  EXPECT_THAT(refusal({{"a", {"b"}}}), HasSubstr("'b' is not planned"));
  EXPECT_THAT(refusal({{"x"}, {"a", {"b"}}, {"b", {"a"}}}), HasSubstr("'a' needs itself"));
  EXPECT_THAT(refusal({{"a", {"a"}}}), HasSubstr("'a' needs itself"));
}

TEST(PlannedRun, chains_behind_are_of_what_waits) {
  const std::vector<PlannedRun> runs = {{"a"}, {"b", {"a"}}, {"c", {"a"}}, {"d", {"b", "c"}}, {"e"}};
  const auto dependents = dependents_of(runs);
  EXPECT_THAT(dependents,
              ElementsAre(ElementsAre(1, 2), ElementsAre(3), ElementsAre(3), ElementsAre(), ElementsAre()));
  // Behind a: c 5 -> d 1.
  EXPECT_THAT(chains_behind(order_of_needs(runs), dependents, {1, 2, 5, 1, 6}), ElementsAre(6, 1, 1, 0, 0));
}

TEST(PlannedRun, without_an_estimate_epochs_count) {
  PlannedRun run{"a"};
  EXPECT_EQ(planned_seconds(run), 1);
  run.epochs = 40;
  EXPECT_EQ(planned_seconds(run), 40);
  run.expected_s = 0.25;
  EXPECT_EQ(planned_seconds(run), 0.25);
}

TEST(PlannedRun, the_longest_chain_is_the_slowest_way_through) {
  // a 1 -> b 2 -> d 1 makes 4; a 1 -> c 5 -> d 1 makes 7; e alone 6.
  const std::vector<PlannedRun> runs = {{"a"}, {"b", {"a"}}, {"c", {"a"}}, {"d", {"b", "c"}}, {"e"}};
  const auto chain = longest_chain(runs, {1, 2, 5, 1, 6});
  EXPECT_EQ(chain.duration, 7);
  EXPECT_THAT(chain.runs, ElementsAre(0, 2, 3));
  const auto alone = longest_chain(runs, {1, 2, 5, 1, 7.5});
  EXPECT_EQ(alone.duration, 7.5);
  EXPECT_THAT(alone.runs, ElementsAre(4));
  EXPECT_EQ(longest_chain({}, {}).duration, 0);
}

}  // namespace
}  // namespace sonosweep::farm
