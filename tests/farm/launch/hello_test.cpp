// A rank and the coordinator find each other, whatever of Hello and its answer is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/stop_signal.h"
#include "farm/launch/coordinator.h"
#include "farm/launch/in_process_transport.h"
#include "farm/launch/supervisor.h"
#include "farm/processes/keeper.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

// What has arrived there of one kind.
template <typename Kind>
std::vector<Kind> received(Transport& transport) {
  std::vector<Kind> found;
  while (const auto envelope = transport.receive()) {
    const Message message = parse_message(envelope->text);
    if (const auto* kind = std::get_if<Kind>(&message)) found.push_back(*kind);
  }
  return found;
}

class HelloTest : public ::testing::Test {
 protected:
  HelloTest() {
    request_stop(0);
    setup_.clock = [this] { return now_; };
  }
  InProcessHub hub_{2};
  Keeper keeper_;
  SupervisorSetup setup_;
  double now_ = 1000;
};

TEST_F(HelloTest, is_said_every_second_until_it_is_answered) {
  Supervisor supervisor(hub_.at(1), keeper_, setup_);
  EXPECT_EQ(received<Hello>(hub_.at(0)).size(), 1U);
  now_ += 0.9;
  supervisor.tick();
  EXPECT_EQ(received<Hello>(hub_.at(0)).size(), 0U);
  now_ += 0.2;
  supervisor.tick();
  EXPECT_EQ(received<Hello>(hub_.at(0)).size(), 1U);
  supervisor.handle(LaunchSetup{"program", "data", "study", "out", 1, 1, 30, 1});
  now_ += 1.1;
  supervisor.tick();
  EXPECT_EQ(received<Hello>(hub_.at(0)).size(), 0U);
}

TEST_F(HelloTest, without_any_answer_the_rank_ends) {
  Supervisor supervisor(hub_.at(1), keeper_, setup_);
  now_ += setup_.hello_limit_s - 1;
  supervisor.tick();
  EXPECT_FALSE(supervisor.finished());
  now_ += 2;
  supervisor.tick();
  EXPECT_TRUE(supervisor.finished());
  EXPECT_EQ(supervisor.exit_code(), kExitStopped);
}

TEST_F(HelloTest, a_rank_that_joins_anew_does_not_wait_for_ever) {
  Supervisor supervisor(hub_.at(1), keeper_, setup_);
  supervisor.handle(LaunchSetup{"program", "data", "study", "out", 1, 1, 30, 1});
  supervisor.handle(GivenUp{1});
  supervisor.tick();
  ASSERT_EQ(received<Hello>(hub_.at(0)).size(), 2U);
  now_ += 89;
  supervisor.tick();
  EXPECT_FALSE(supervisor.finished());
  now_ += 2;  // three leases
  supervisor.tick();
  EXPECT_TRUE(supervisor.finished());
}

TEST_F(HelloTest, a_rank_given_up_before_it_heard_an_answer_is_told_so) {
  const testing::TempDir dir;
  CoordinatorOptions options;
  options.clock = setup_.clock;
  options.say = [](LogLevel, const std::string&) {};
  Coordinator coordinator(hub_.at(0), {{"s/a"}}, ResultsFolder(dir.path()), {}, options);
  Hello hello;
  coordinator.begin({hello, hello});
  for (int look = 0; look < 4; ++look) {  // rank 0 is heard, rank 1 is not
    now_ += 14;
    coordinator.handle(0, Beat{1});
    coordinator.tick();
  }
  ASSERT_TRUE(coordinator.gave_up_any());
  received<GivenUp>(hub_.at(1));
  coordinator.handle(1, hello);
  coordinator.tick();
  EXPECT_EQ(received<GivenUp>(hub_.at(1)).size(), 1U);
  hello.incarnation = 2;
  coordinator.handle(1, hello);
  coordinator.tick();
  EXPECT_FALSE(coordinator.gave_up_any());
}

}  // namespace
}  // namespace sonosweep::farm
