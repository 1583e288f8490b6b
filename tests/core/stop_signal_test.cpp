#include "core/stop_signal.h"

#include <gtest/gtest.h>

#include <csignal>
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

}  // namespace
}  // namespace sonosweep
