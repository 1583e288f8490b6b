#include "jobs/setup/frame_batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "jobs/made_up_index.h"

namespace sonosweep::jobs {
namespace {

// Videos of 20, 1 and 33 frames, one behind the other.
data::PackIndex three_videos(int side) {
  return testing::index_of_videos({20, 1, 33}, side);
}

std::vector<std::pair<std::int64_t, std::int64_t>> pairs(const std::vector<FrameBatch>& batches) {
  std::vector<std::pair<std::int64_t, std::int64_t>> out;
  for (const auto& batch : batches) out.emplace_back(batch.first, batch.count);
  return out;
}

TEST(FrameBatches, end_with_their_video) {
  using ::testing::ElementsAre;
  using ::testing::Pair;
  // 20 = 16 + 4, 1, 33 = 16 + 16 + 1
  EXPECT_THAT(pairs(frame_batches(three_videos(64))),
              ElementsAre(Pair(0, 16), Pair(16, 4), Pair(20, 1), Pair(21, 16), Pair(37, 16), Pair(53, 1)));
  // The same batches, whichever videos are asked for, and in the order of the pack.
  EXPECT_THAT(pairs(frame_batches(three_videos(64), {2, 0})),
              ElementsAre(Pair(0, 16), Pair(16, 4), Pair(21, 16), Pair(37, 16), Pair(53, 1)));
}

TEST(FrameBatches, hold_fewer_of_larger_images) {
  EXPECT_EQ(frame_batches(three_videos(256), {0}).front().count, 16);  // 2^20 / 2^16
  EXPECT_EQ(frame_batches(three_videos(512), {0}).front().count, 4);   // 2^20 / 2^18
  EXPECT_EQ(frame_batches(three_videos(2048), {0}).front().count, 1);  // at least one
}

TEST(FrameBatches, of_a_pack_whose_videos_leave_a_gap_or_overlap) {
  auto gap = three_videos(64);
  gap.videos[1].first_frame = 19;
  EXPECT_THROW(frame_batches(gap), DataError);
  auto tail = three_videos(64);
  tail.num_frames = 60;
  EXPECT_THROW(frame_batches(tail), DataError);
}

}  // namespace
}  // namespace sonosweep::jobs
