#include "tasks/clip_frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace sonosweep::tasks {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

TEST(EvaluationFrames, MiddlesOfTheSegments) {
  // trunc((k + 1/2) n / 8): for n = 30 1.875, 5.625, 9.375, 13.125, 16.875, 20.625, 24.375, 28.125
  EXPECT_THAT(evaluation_frames(30, 8), ElementsAre(1, 5, 9, 13, 16, 20, 24, 28));
  EXPECT_THAT(evaluation_frames(9, 8), ElementsAre(0, 1, 2, 3, 5, 6, 7, 8));
  EXPECT_THAT(evaluation_frames(8, 8), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));  // the reference: all 0
  EXPECT_THAT(evaluation_frames(5, 8), ElementsAre(0, 0, 1, 2, 2, 3, 4, 4));
  EXPECT_THAT(evaluation_frames(1, 8), Each(0));
  EXPECT_EQ(evaluation_frames(1, 8).size(), 8U);
  EXPECT_THAT(evaluation_frames(7, 1), ElementsAre(3));  // 3.5
}

TEST(TrainingFrames, OneOfEachSegment) {
  Rng rng(1);
  for (const std::int64_t n : {8, 9, 15, 16, 30, 100}) {
    const std::int64_t segment = n / 8;
    std::set<std::int64_t> seen;
    for (int draw = 0; draw < 400; ++draw) {
      const auto frames = training_frames(n, 8, rng);
      ASSERT_EQ(frames.size(), 8U);
      for (int k = 0; k < 8; ++k) {
        const auto frame = frames[static_cast<std::size_t>(k)];
        ASSERT_GE(frame, k * segment);
        ASSERT_LT(frame, (k + 1) * segment);
        seen.insert(frame);
      }
    }
    // Every frame of every segment turns up; the n - 8 floor(n / 8) behind them never do.
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(8 * segment)) << n;
  }
}

TEST(TrainingFrames, ShortVideosDrawWithReplacement) {
  Rng rng(2);
  for (const std::int64_t n : {1, 2, 5, 7}) {
    std::set<std::int64_t> seen;
    for (int draw = 0; draw < 200; ++draw) {
      const auto frames = training_frames(n, 8, rng);
      ASSERT_EQ(frames.size(), 8U);
      ASSERT_TRUE(std::is_sorted(frames.begin(), frames.end()));
      ASSERT_GE(frames.front(), 0);
      ASSERT_LT(frames.back(), n);
      seen.insert(frames.begin(), frames.end());
    }
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(n)) << "the whole video is used";
  }
}

TEST(TrainingFrames, SameRandomNumbersSameFrames) {
  Rng a(3), b(3);
  EXPECT_EQ(training_frames(100, 8, a), training_frames(100, 8, b));
  EXPECT_NE(training_frames(100, 8, a), training_frames(100, 8, a));
}

TEST(ClipFrames, NoFrames) {
  Rng rng(1);
  EXPECT_THROW(training_frames(0, 8, rng), std::invalid_argument);
  EXPECT_THROW(training_frames(8, 0, rng), std::invalid_argument);
  EXPECT_THROW(evaluation_frames(0, 8), std::invalid_argument);
  EXPECT_THROW(evaluation_frames(8, 0), std::invalid_argument);
}

}  // namespace
}  // namespace sonosweep::tasks
