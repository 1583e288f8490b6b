#include "core/parallel_for.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

namespace sonosweep {
namespace {

TEST(ParallelFor, EachTurnOnce) {
  for (const std::size_t count : {0, 1, 63, 64, 65, 10000}) {
    std::vector<int> turns(count);
    parallel_for(count, [&](std::size_t i) { ++turns[i]; });
    EXPECT_EQ(turns, std::vector<int>(count, 1));
  }
}

TEST(ParallelFor, TheFirstFailureAfterAllTurns) {
  std::atomic<int> turns{0};
  try {
    parallel_for(1000, [&](std::size_t i) {
      ++turns;
      if (i == 700 || i == 300) throw std::runtime_error(std::to_string(i));
    });
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "300");
  }
  EXPECT_EQ(turns, 1000);
}

}  // namespace
}  // namespace sonosweep
