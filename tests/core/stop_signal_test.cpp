#include "core/stop_signal.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace sonosweep {
namespace {

class StopSignal : public ::testing::Test {
 protected:
  void SetUp() override { request_stop(0); }
  void TearDown() override { request_stop(0); }
};

TEST_F(StopSignal, SignalsOnlySetTheFlag) {
  install_stop_signals();
  EXPECT_EQ(stop_requested(), 0);
  for (const int number : {SIGTERM, SIGUSR1}) {
    std::raise(number);
    EXPECT_EQ(stop_requested(), number);
  }
}

TEST_F(StopSignal, CanBeAskedForByOtherMeans) {
  request_stop(SIGTERM);
  EXPECT_EQ(stop_requested(), SIGTERM);
}

TEST_F(StopSignal, ASecondInterruptEndsTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        install_stop_signals();
        std::raise(SIGINT);
        if (stop_requested() != SIGINT) std::exit(9);
        std::raise(SIGINT);
        std::exit(8);
      },
      ::testing::KilledBySignal(SIGINT), "");
}

// What a process says and how it ends that is interrupted `times` times while its work is not stored.
void store_while_interrupted(int times) {
  install_stop_signals();
  {
    const InterruptDelay outer;
    {
      const InterruptDelay inner;
      for (int i = 0; i < times; ++i) std::raise(SIGINT);
    }
    std::fputs("stored\n", stderr);
  }
  std::fputs("went on\n", stderr);
  std::exit(8);
}

TEST_F(StopSignal, OneInterruptWhileWorkIsStoredOnlySetsTheFlag) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(store_while_interrupted(1), ::testing::ExitedWithCode(8), "stored\nwent on");
}

TEST_F(StopSignal, ASecondInterruptWaitsUntilTheWorkIsStored) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(store_while_interrupted(2), ::testing::KilledBySignal(SIGINT), "stored\n$");
}

TEST_F(StopSignal, AThirdInterruptWaitsForNothing) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(store_while_interrupted(3), ::testing::KilledBySignal(SIGINT), "^$");
}

}  // namespace
}  // namespace sonosweep
