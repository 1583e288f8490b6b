#include "farm/schedule/death_cause.h"

#include <gtest/gtest.h>

#include <set>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

TEST(DeathCause, names_go_there_and_back) {
  std::set<std::string> names;
  for (int i = 0; i <= static_cast<int>(DeathCause::kNotStarted); ++i) {
    const auto cause = static_cast<DeathCause>(i);
    EXPECT_TRUE(names.insert(death_cause_name(cause)).second);
    EXPECT_EQ(parse_death_cause(death_cause_name(cause)), cause);
  }
  EXPECT_STREQ(death_cause_name(DeathCause::kNone), "none");
  EXPECT_STREQ(death_cause_name(DeathCause::kNotANumber), "not_a_number");
  EXPECT_STREQ(death_cause_name(DeathCause::kNotStarted), "not_started");
  EXPECT_THROW(parse_death_cause("boredom"), Error);
}

}  // namespace
}  // namespace sonosweep::farm
