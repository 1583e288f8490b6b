#include "jobs/setup/empty_videos.h"

#include <gtest/gtest.h>

#include "jobs/made_up_index.h"
#include "temp_dir.h"

namespace sonosweep::jobs {
namespace {

constexpr int kSide = 2, kClasses = 2;
constexpr std::int64_t kValues = kClasses * kSide * kSide;  // of a frame

// Videos of 2, 1 and 3 frames, one behind the other.
data::PackIndex three_videos() {
  return testing::index_of_videos({2, 1, 3}, kSide);
}

data::MaskCacheInfo info(data::MaskKind kind) {
  data::MaskCacheInfo info;
  info.kind = kind;
  info.data_checksum = "data";
  info.segmenter = "weights";
  info.classes = {"pleura", "a_line"};
  info.num_frames = 6;
  info.height = info.width = kSide;
  return info;
}

std::vector<std::uint8_t> frames(std::int64_t count) {
  return std::vector<std::uint8_t>(static_cast<std::size_t>(count * kValues));
}

TEST(EmptyVideos, are_those_without_a_mask_pixel_in_any_frame) {
  const auto index = three_videos();
  EmptyVideos empty(index, info(data::MaskKind::kBinary));
  auto values = frames(6);
  values.back() = 1;  // the last pixel of the last class of the last frame: of the third video
  empty.add(values.data(), 4);
  EXPECT_EQ(empty.count(), 3U);
  empty.add(values.data() + 4 * kValues, 2);
  EXPECT_EQ(empty.count(), 2U);
  EXPECT_EQ(empty.of(), 3U);
}

TEST(EmptyVideos, a_probability_is_mask_from_one_half) {
  const auto index = three_videos();
  EmptyVideos empty(index, info(data::MaskKind::kProbability));
  auto values = frames(6);
  values[0] = 127;            // p = 0.498: not of the first video
  values[2 * kValues] = 128;  // p = 0.502: of the second, whose one frame is the third
  empty.add(values.data(), 6);
  EXPECT_EQ(empty.count(), 2U);
}

TEST(EmptyVideos, of_a_cache_that_is_there) {
  const sonosweep::testing::TempDir dir;
  const auto path = dir.path() / "masks.h5";
  auto values = frames(6);
  values[1] = 1;  // of the first video
  data::MaskCacheWriter writer(path, info(data::MaskKind::kBinary));
  writer.append(values.data(), 6);
  writer.finish();
  const auto index = three_videos();
  EXPECT_EQ(empty_videos(index, data::MaskCacheReader(path)).count(), 2U);
}

}  // namespace
}  // namespace sonosweep::jobs
