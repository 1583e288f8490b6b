// A supervisor and its lease: the test is the coordinator, and the clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "supervisor_fixture.h"

namespace sonosweep::farm {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(SupervisorLease, SaysHelloUntilItIsAnswered) {
  EXPECT_EQ(said<Hello>().size(), 1U);
  pass(11);
  EXPECT_EQ(said<Hello>().size(), 11U);
  set_up();
  pass(20);
  EXPECT_THAT(said<Hello>(), IsEmpty());
  EXPECT_EQ(said<Beat>().size(), 2U);
}

TEST_F(SupervisorLease, SaysWhatItHoldsAndHowItEndedUntilThatIsAcknowledged) {
  behave("s/a 1 hang\n");
  set_up();
  say(Start{1, {"s/a", 1}});
  say(Start{1, {"s/b", 1}});
  const auto finished = wait_for<Finished>();
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_EQ(finished[0].attempt, (Attempt{"s/b", 1}));
  EXPECT_EQ(finished[0].outcome.kind, OutcomeKind::kDone);
  EXPECT_GT(finished[0].wall_s, 0);
  EXPECT_GT(finished[0].peak_bytes, 0U);
  pass(10);
  EXPECT_EQ(said<Finished>().size(), 1U);
  const auto beats = said<Beat>();
  ASSERT_EQ(beats.size(), 1U);
  EXPECT_EQ(beats[0].held, (std::vector<Attempt>{{"s/a", 1}, {"s/b", 1}}));
  say(Ack{{"s/b", 1}});
  pass(10);
  EXPECT_THAT(said<Finished>(), IsEmpty());
  EXPECT_EQ(said<Beat>().at(0).held, (std::vector<Attempt>{{"s/a", 1}}));
}

TEST_F(SupervisorLease, AStartThatComesTwiceStartsOnce) {
  set_up();
  say(Start{1, {"s/a", 1}});
  say(Start{1, {"s/a", 1}});
  EXPECT_EQ(wait_for<Finished>().size(), 1U);
  say(Ack{{"s/a", 1}});
  say(Start{1, {"s/a", 1}});
  pass(5);
  EXPECT_THAT(starts(), ::testing::ElementsAre("s/a 1"));
}

TEST_F(SupervisorLease, RunsStartInOrderAsSlotsAreFree) {
  behave("s/a 1 hang\ns/b 1 hang\n");
  set_up();  // two slots
  for (const char* run : {"s/a", "s/b", "s/c"}) say(Start{1, {run, 1}});
  ASSERT_TRUE(eventually([&] {
    supervisor->tick();
    return pid("s/a", 1) > 0 && pid("s/b", 1) > 0;
  }));
  EXPECT_EQ(starts().size(), 2U);
  ::kill(pid("s/a", 1), SIGKILL);
  ASSERT_TRUE(eventually([&] {
    supervisor->tick();
    return starts().size() == 3;
  }));
}

TEST_F(SupervisorLease, ASilentCoordinatorCostsTheLeaseAndItsReturnRenewsIt) {
  behave("s/a 1 hang\n");
  set_up();
  say(Start{1, {"s/a", 1}});
  ASSERT_TRUE(eventually([&] {
    supervisor->tick();
    return pid("s/a", 1) > 0;
  }));
  pass(kLease);
  EXPECT_THAT(said<Finished>(), IsEmpty());
  pass(1);
  const auto finished = wait_for<Finished>();
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_EQ(finished[0].outcome.kind, OutcomeKind::kStopped);
  EXPECT_FALSE(supervisor->finished());
  say(Alive{1});
  say(Start{1, {"s/b", 1}});
  EXPECT_EQ(wait_for<Finished>().at(0).outcome.kind, OutcomeKind::kDone);
}

TEST_F(SupervisorLease, WithoutACoordinatorItEnds) {
  set_up();
  pass(3 * kLease);
  EXPECT_FALSE(supervisor->finished());
  pass(1);
  EXPECT_TRUE(supervisor->finished());
  EXPECT_EQ(supervisor->exit_code(), kExitStopped);
}

TEST_F(SupervisorLease, GivenUpItEndsItsRunsAndJoinsAnew) {
  behave("s/a 1 stubborn\n");
  set_up();
  say(Start{1, {"s/a", 1}});
  ASSERT_TRUE(eventually([&] {
    supervisor->tick();
    return pid("s/a", 1) > 0;
  }));
  const pid_t run = pid("s/a", 1);
  said<Hello>();
  say(GivenUp{1});
  const auto hellos = wait_for<Hello>();
  ASSERT_EQ(hellos.size(), 1U);
  EXPECT_EQ(hellos[0].incarnation, 2);
  EXPECT_FALSE(testing::is_alive(run));
  EXPECT_THAT(said<Finished>(), IsEmpty());  // nobody wants to know
  // What is meant for its former life does not concern it.
  say(Start{1, {"s/b", 1}});
  say(GivenUp{1});
  set_up(1);
  say(Start{2, {"s/b", 1}});
  pass(2);
  EXPECT_EQ(starts().size(), 1U);
  set_up(2);
  say(Start{2, {"s/b", 1}});
  EXPECT_EQ(wait_for<Finished>().at(0).incarnation, 2);
}

TEST_F(SupervisorLease, NeverWorksInAFolderThatIsThere) {
  create_folders(folder.attempt("s/a", 1));
  set_up();
  say(Start{1, {"s/a", 1}});
  // No failure of the run: this attempt is somebody else's.
  EXPECT_EQ(wait_for<Finished>().at(0).outcome.kind, OutcomeKind::kStopped);
  EXPECT_THAT(starts(), IsEmpty());
}

TEST_F(SupervisorLease, ARunSeesTheGpuItWasGiven) {
  setenv("CUDA_VISIBLE_DEVICES", "5", 1);
  behave("");
  set_up();
  say(Start{1, {"s/a", 1}, 1, "GPU-7"});
  say(Start{1, {"s/b", 1}, 1, "", true});
  say(Start{1, {"s/c", 1}, 1});
  std::size_t ended = 0;
  eventually([&] {
    supervisor->tick();
    return (ended += said<Finished>().size()) == 3;
  });
  unsetenv("CUDA_VISIBLE_DEVICES");
  EXPECT_THAT(read_file(folder.attempt("s/a", 1) / "environment"),
              HasSubstr("\nCUDA_VISIBLE_DEVICES=GPU-7\n"));
  EXPECT_THAT(read_file(folder.attempt("s/b", 1) / "environment"), HasSubstr("\nCUDA_VISIBLE_DEVICES=\n"));
  EXPECT_THAT(read_file(folder.attempt("s/c", 1) / "environment"), HasSubstr("\nCUDA_VISIBLE_DEVICES=5\n"));
}

}  // namespace
}  // namespace sonosweep::farm
