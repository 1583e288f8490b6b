// A supervisor whose launch helps another one: the test is the coordinator, and the clock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "supervisor_fixture.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SupervisorHelp : public SupervisorLease {
 protected:
  SupervisorHelp() {
    said<Hello>();
    Helping helping;
    helping.launch = "node9-1-a";
    helping.program = STAND_IN_RUN;
    helping.data = "/scratch/pack.h5";
    helping.study = "study.ini";
    helping.out = folder.root().string();
    helping.slurm_job = "42";
    helping.deadline = 2000;
    make(helping);
  }
  ~SupervisorHelp() override { request_stop(0); }
  // As the other launch has them on its nodes.
  void answer() {
    say(LaunchSetup{"/their/run", "/their/pack.h5", "their.ini", "/their/results", 1, 2, kLease, 1});
  }
  void start_hanging() {
    behave("s/a 1 hang\n");
    answer();
    say(Start{1, {"s/a", 1}});
    ASSERT_TRUE(eventually([&] {
      supervisor->tick();
      return pid("s/a", 1) > 0;
    }));
  }
  // Ticks while the clock stands.
  bool ends() {
    return eventually([&] {
      supervisor->tick();
      return supervisor->finished();
    });
  }
};

TEST_F(SupervisorHelp, SaysOfWhichLaunchItIs) {
  const auto hellos = said<Hello>();
  ASSERT_EQ(hellos.size(), 1U);
  EXPECT_EQ(hellos[0].launch, "node9-1-a");
  EXPECT_EQ(hellos[0].slurm_job, "42");
  EXPECT_EQ(hellos[0].deadline, 2000);
  EXPECT_FALSE(supervisor->answered());
  answer();
  EXPECT_TRUE(supervisor->answered());
}

TEST_F(SupervisorHelp, StartsRunsWithItsOwnPaths) {
  answer();
  say(Start{1, {"s/a", 1}});
  EXPECT_EQ(wait_for<Finished>().at(0).outcome.kind, OutcomeKind::kDone);
  EXPECT_THAT(starts(), ElementsAre("s/a 1"));
  EXPECT_THAT(read_file(folder.attempt("s/a", 1) / "log.txt"), HasSubstr("--data /scratch/pack.h5 "));
}

TEST_F(SupervisorHelp, ASignalIsItsOwnMatter) {
  start_hanging();
  request_stop(15);
  const auto finished = wait_for<Finished>();
  ASSERT_EQ(finished.size(), 1U);
  EXPECT_EQ(finished[0].outcome.kind, OutcomeKind::kStopped);
  EXPECT_THAT(said<StopAsked>(), IsEmpty());
  const auto leaving = said<Leaving>();
  ASSERT_EQ(leaving.size(), 1U);
  EXPECT_EQ(leaving[0].cause, "signal 15");
  // Said again with every beat until the answer is there.
  pass(10);
  EXPECT_EQ(said<Leaving>().size(), 1U);
  EXPECT_FALSE(supervisor->finished());
  say(Ack{{"s/a", 1}});
  say(ShutDown{kExitStopped});
  EXPECT_TRUE(supervisor->finished());
  EXPECT_TRUE(supervisor->leaving());
  EXPECT_EQ(supervisor->told(), kExitStopped);
}

TEST_F(SupervisorHelp, LeavingIsNotWaitedForWithoutEnd) {
  start_hanging();
  supervisor->leave("time limit");
  ASSERT_EQ(wait_for<Finished>().size(), 1U);
  pass(kLease - 1);
  EXPECT_FALSE(supervisor->finished());
  pass(3);
  EXPECT_TRUE(supervisor->finished());
  EXPECT_FALSE(supervisor->told());
}

TEST_F(SupervisorHelp, LeavingBeforeItWasAnsweredEndsAtOnce) {
  supervisor->leave("time limit");
  supervisor->tick();
  EXPECT_TRUE(supervisor->finished());
  EXPECT_EQ(supervisor->exit_code(), kExitStopped);
}

TEST_F(SupervisorHelp, LeavingAndGivenUpItDoesNotJoinAnew) {
  answer();
  supervisor->leave("time limit");
  said<Hello>();
  say(GivenUp{1});
  EXPECT_TRUE(ends());
  EXPECT_THAT(said<Hello>(), IsEmpty());
}

TEST_F(SupervisorHelp, WithoutTheOtherLaunchItsRunsEndAndThenItself) {
  start_hanging();
  const pid_t run = pid("s/a", 1);
  supervisor->abandon("gone");
  EXPECT_TRUE(ends());
  EXPECT_FALSE(testing::is_alive(run));
  EXPECT_EQ(supervisor->exit_code(), kExitStopped);
  EXPECT_FALSE(supervisor->told());
  EXPECT_FALSE(supervisor->leaving());
}

TEST_F(SupervisorHelp, ARankThatIsLentHasFinishedForItsOwnRankZero) {
  make();
  EXPECT_FALSE(supervisor->lent());
  Helping helping;
  helping.launch = "b";
  say(Lend{helping});
  EXPECT_TRUE(supervisor->finished());
  ASSERT_TRUE(supervisor->lent());
  EXPECT_EQ(supervisor->lent()->launch, "b");
}

}  // namespace
}  // namespace sonosweep::farm
