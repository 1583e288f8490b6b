#include "data_tools/convert/ordered_channels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <stdexcept>

namespace sonosweep::data_tools {
namespace {

TEST(OrderedChannels, OrderDoesNotDependOnTheThreads) {
  for (const int jobs : {1, 2, 7}) {
    OrderedChannels<int> channels(20, jobs, 3, [](std::size_t channel, const auto& push) {
      for (std::size_t i = 0; i < channel % 6; ++i) push(static_cast<int>(100 * channel + i));
    });
    for (std::size_t channel = 0; channel < 20; ++channel) {
      int item = -1;
      for (std::size_t i = 0; i < channel % 6; ++i) {
        ASSERT_TRUE(channels.next(channel, item));
        EXPECT_EQ(item, static_cast<int>(100 * channel + i));
      }
      EXPECT_FALSE(channels.next(channel, item));
    }
  }
}

TEST(OrderedChannels, AnErrorEndsItsChannelOnly) {
  OrderedChannels<int> channels(3, 2, 2, [](std::size_t channel, const auto& push) {
    push(static_cast<int>(channel));
    if (channel == 1) throw std::runtime_error("one");
  });
  int item = -1;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    ASSERT_TRUE(channels.next(channel, item));
    if (channel == 1)
      EXPECT_THROW(channels.next(channel, item), std::runtime_error);
    else
      EXPECT_FALSE(channels.next(channel, item));
  }
}

// Nobody empties: at most `ahead` items wait in each of at most 2 jobs channels, plus one in each thread's
// hands.
TEST(OrderedChannels, WorksABoundedDistanceAhead) {
  std::atomic<int> begun{0}, pushed{0};
  {
    OrderedChannels<int> channels(100, 2, 3, [&](std::size_t, const auto& push) {
      ++begun;
      for (int i = 0; i < 50; ++i)
        if (!push(i))
          return;
        else
          ++pushed;
    });
    int item = 0;
    ASSERT_TRUE(channels.next(0, item));
  }
  EXPECT_LE(begun, 2);
  EXPECT_LE(pushed, 2 * 3 + 1);
}

TEST(OrderedChannels, AStopSignalEndsTheWait) {
  std::atomic<bool> release{false};
  OrderedChannels<int> channels(1, 1, 1, [&](std::size_t, const auto&) {
    while (!release) std::this_thread::yield();
  });
  request_stop(SIGTERM);
  int item = 0;
  EXPECT_THROW(channels.next(0, item), Stopped);
  request_stop(0);
  release = true;
}

TEST(ParallelFor, DoesEachOnceAndThrowsTheFirstError) {
  for (const int jobs : {1, 3}) {
    std::vector<std::atomic<int>> done(50);
    parallel_for(50, jobs, [&](std::size_t i) { ++done[i]; });
    for (const auto& count : done) EXPECT_EQ(count, 1);
    EXPECT_THROW(parallel_for(50, jobs,
                              [](std::size_t i) {
                                if (i == 7) throw std::runtime_error("7");
                              }),
                 std::runtime_error);
    parallel_for(0, jobs, [](std::size_t) { FAIL(); });
  }
}

}  // namespace
}  // namespace sonosweep::data_tools
