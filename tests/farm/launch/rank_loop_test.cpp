#include "farm/launch/rank_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "campaign.h"
#include "core/error.h"

namespace sonosweep::farm {
namespace {

using ::testing::HasSubstr;

TEST(RankLoop, GathersHellosByRank) {
  InProcessHub hub(3);
  for (const int rank : {2, 0, 1}) hub.at(rank).send(0, to_text(Hello{{"x"}, "host" + std::to_string(rank)}));
  const auto hellos = gather_hellos(hub.at(0));
  ASSERT_EQ(hellos.size(), 3U);
  EXPECT_EQ(hellos[2].host, "host2");
}

TEST(RankLoop, RefusesRanksThatDisagree) {
  InProcessHub hub(2);
  hub.at(0).send(0, to_text(Hello{{"--data", "a.h5"}, "host"}));
  hub.at(1).send(0, to_text(Hello{{"--data", "b.h5"}, "host"}));
  try {
    gather_hellos(hub.at(0));
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'b.h5' in place of 'a.h5'"));
  }
}

TEST(RankLoop, ASignalDuringTheStartIsNotLost) {
  request_stop(0);
  InProcessHub hub(1);
  hub.at(0).send(0, to_text(StopAsked{SIGTERM}));
  hub.at(0).send(0, to_text(Hello{{"x"}, "host"}));
  gather_hellos(hub.at(0));
  EXPECT_EQ(stop_requested(), SIGTERM);
  request_stop(0);
}

TEST(RankLoop, AVerdictBeforeTheWorkEndsTheOthers) {
  InProcessHub hub(2);
  Keeper keeper;
  Supervisor other(hub.at(1), keeper, {{}, {"x"}});
  shut_down_others(hub.at(0), kExitData);
  serve(hub.at(1), other, nullptr);
  EXPECT_EQ(other.exit_code(), kExitData);
  EXPECT_TRUE(hub.at(0).receive());  // its hello, and nothing for rank 0 itself
  EXPECT_FALSE(hub.at(0).receive());
}

TEST(RankLoop, OneRankAloneDoesEverything) {
  Campaign campaign;
  campaign.begin({"s/a", "s/b", "s/c"}, 1, 2);
  serve(campaign.hub->at(0), *campaign.supervisors[0], campaign.coordinator.get());
  EXPECT_EQ(campaign.coordinator->exit_code(), kExitDone);
  EXPECT_EQ(campaign.coordinator->counts().done, 3);
}

}  // namespace
}  // namespace sonosweep::farm
