#include "train/clip_source.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/error.h"
#include "tasks/clinical_videos.h"
#include "train/tiny_videos.h"

namespace sonosweep::train {
namespace {

class ClipSourceTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { tiny_ = std::make_unique<TinyVideos>(); }
  static void TearDownTestSuite() { tiny_.reset(); }

  static ClipSourceOptions with(std::vector<std::shared_ptr<const data::MaskCacheReader>> caches) {
    ClipSourceOptions options;
    options.caches = std::move(caches);
    return options;
  }

  static tasks::TaskVideo video(int row) {
    tasks::TaskVideo out;
    out.video = row;
    out.num_frames = tiny_frame_count(row);
    return out;
  }

  static std::unique_ptr<TinyVideos> tiny_;
};
std::unique_ptr<TinyVideos> ClipSourceTest::tiny_;

// expected(frame, channel, pixel) for every value of a clip [T,C,32,32].
template <typename Expected>
void expect_clip(const torch::Tensor& clip, const std::vector<std::int64_t>& frames, int channels,
                 Expected expected) {
  ASSERT_EQ(clip.sizes(),
            (std::vector<std::int64_t>{static_cast<std::int64_t>(frames.size()), channels, 32, 32}));
  const auto flat = clip.flatten(2);
  const auto values = flat.accessor<float, 3>();
  for (std::size_t t = 0; t < frames.size(); ++t)
    for (int c = 0; c < channels; ++c)
      for (int i = 0; i < kTinyPixels; ++i)
        ASSERT_EQ(values[static_cast<std::int64_t>(t)][c][i], expected(static_cast<int>(frames[t]), c, i))
            << "frame " << frames[t] << ", channel " << c << ", pixel " << i;
}

float byte(std::uint8_t value) {
  return static_cast<float>(value) / 255.0F;
}

TEST_F(ClipSourceTest, gray_first_then_the_masks) {
  ClipSource source(*tiny_->pack, with({tiny_->binary}));
  EXPECT_EQ(source.channels(), 3);
  expect_clip(source.clip(video(5), {4, 0, 0, 2}), {4, 0, 0, 2}, 3, [](int n, int c, int i) {
    return c == 0 ? byte(tiny_gray(5, n, i)) : static_cast<float>(tiny_mask(5, n, c - 1, i));
  });
}

TEST_F(ClipSourceTest, probabilities_keep_their_values) {
  ClipSource source(*tiny_->pack, with({tiny_->probability}));
  expect_clip(source.clip(video(4), {2, 1}), {2, 1}, 3, [](int n, int c, int i) {
    return byte(c == 0 ? tiny_gray(4, n, i) : tiny_probability(4, n, c - 1, i));
  });
}

TEST_F(ClipSourceTest, truth_and_gray_alone) {
  ClipSourceOptions options;
  options.channels = MaskChannels::kTruth;
  ClipSource truth(*tiny_->pack, options);
  expect_clip(truth.clip(video(2), {3}), {3}, 3, [](int n, int c, int i) {
    return c == 0 ? byte(tiny_gray(2, n, i)) : static_cast<float>(tiny_mask(2, n, c - 1, i));
  });
  options.channels = MaskChannels::kNone;
  ClipSource gray(*tiny_->pack, options);
  EXPECT_EQ(gray.channels(), 1);
  expect_clip(gray.clip(video(2), {3}), {3}, 1, [](int n, int, int i) { return byte(tiny_gray(2, n, i)); });
}

// The frame is the video's own, the masks are video 1's (3 frames) beside video 2's 5: frames 0,0,1,1,2.
// Video 3, of one frame, gets video 5's first.
TEST_F(ClipSourceTest, masks_of_another_video_stand_beside_the_own_frames) {
  ClipSourceOptions options;
  options.channels = MaskChannels::kTruth;
  for (int v = 0; v < kTinyVideos; ++v) options.masks_of_video.push_back(v);
  options.masks_of_video[2] = 1;
  options.masks_of_video[3] = 5;
  ClipSource source(*tiny_->pack, options);
  constexpr int kOther[] = {0, 0, 1, 1, 2};
  for (int round = 0; round < 2; ++round)  // read, and kept
    expect_clip(source.clip(video(2), {0, 1, 2, 3, 4}), {0, 1, 2, 3, 4}, 3, [&](int n, int c, int i) {
      return c == 0 ? byte(tiny_gray(2, n, i)) : static_cast<float>(tiny_mask(1, kOther[n], c - 1, i));
    });
  expect_clip(source.clip(video(3), {0}), {0}, 3, [](int, int c, int i) {
    return c == 0 ? byte(tiny_gray(3, 0, i)) : static_cast<float>(tiny_mask(5, 0, c - 1, i));
  });
  expect_clip(source.clip(video(1), {2}), {2}, 3, [](int n, int c, int i) {
    return c == 0 ? byte(tiny_gray(1, n, i)) : static_cast<float>(tiny_mask(1, n, c - 1, i));
  });
}

TEST_F(ClipSourceTest, each_video_has_the_cache_it_is_given) {
  auto options = with({tiny_->binary, tiny_->opposite});
  options.cache_of_video.assign(kTinyVideos, 0);
  options.cache_of_video[5] = 1;
  ClipSource source(*tiny_->pack, options);
  const auto clips = source.clips({video(4), video(5)}, {{0, 1}, {0, 1}});
  EXPECT_EQ(clips.sizes(), (std::vector<std::int64_t>{2, 2, 3, 32, 32}));
  expect_clip(clips[0], {0, 1}, 3, [](int n, int c, int i) {
    return c == 0 ? byte(tiny_gray(4, n, i)) : static_cast<float>(tiny_mask(4, n, c - 1, i));
  });
  expect_clip(clips[1], {0, 1}, 3, [](int n, int c, int i) {
    return c == 0 ? byte(tiny_gray(5, n, i)) : static_cast<float>(1 - tiny_mask(5, n, c - 1, i));
  });
}

TEST_F(ClipSourceTest, a_smaller_size_is_the_mean_over_areas) {
  auto options = with({tiny_->binary});
  options.height = 8;
  options.width = 20;  // windows of 32 / 20 = 1.6 columns: floor(1.6 x) .. ceil(1.6 (x + 1))
  ClipSource source(*tiny_->pack, options);
  EXPECT_EQ(source.height(), 8);
  EXPECT_EQ(source.width(), 20);
  const auto clip = source.clip(video(8), {2});
  ASSERT_EQ(clip.sizes(), (std::vector<std::int64_t>{1, 3, 8, 20}));
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < 8; ++y)
      for (int x = 0; x < 20; ++x) {
        double sum = 0;
        int count = 0;
        for (int row = 4 * y; row < 4 * y + 4; ++row)
          for (int column = 32 * x / 20; column < (32 * (x + 1) + 19) / 20; ++column, ++count) {
            const int i = 32 * row + column;
            sum += c == 0 ? tiny_gray(8, 2, i) / 255.0 : tiny_mask(8, 2, c - 1, i);
          }
        ASSERT_NEAR(clip[0][c][y][x].item<double>(), sum / count, 0.5 / 255 + 1e-6)
            << c << " " << y << " " << x;
      }
}

TEST_F(ClipSourceTest, what_is_kept_in_memory_stays_within_its_limit_and_makes_no_difference) {
  auto options = with({tiny_->probability});
  options.height = options.width = 24;
  constexpr std::int64_t kFrame = 3 * 24 * 24;
  ClipSource keeps(*tiny_->pack, options);
  options.memory_limit = 0;
  ClipSource keeps_nothing(*tiny_->pack, options);
  options.memory_limit = 3 * kFrame + 1;
  ClipSource keeps_some(*tiny_->pack, options);
  for (int round = 0; round < 2; ++round)
    for (int v = 1; v < 4; ++v) {  // of 3, 5 and 1 frames; the last video's only frame comes twice
      const std::vector<std::int64_t> frames = {0, tiny_frame_count(v) - 1};
      const auto clip = keeps.clip(video(v), frames);
      EXPECT_TRUE(torch::equal(clip, keeps_nothing.clip(video(v), frames)));
      EXPECT_TRUE(torch::equal(clip, keeps_some.clip(video(v), frames)));
    }
  EXPECT_EQ(keeps.kept_bytes(), 5 * kFrame);
  EXPECT_EQ(keeps_some.kept_bytes(), 3 * kFrame);
  EXPECT_EQ(keeps_nothing.kept_bytes(), 0);
}

TEST_F(ClipSourceTest, truth_that_is_not_there_is_refused) {
  testing::TempDir dir;
  write_tiny_pack(dir / "pack.h5", /*with_truth=*/false);
  const data::PackReader pack(dir / "pack.h5");
  ClipSourceOptions options;
  options.channels = MaskChannels::kTruth;
  EXPECT_THROW(ClipSource(pack, options), UsageError);
  // Without truth it is other data, which the caches are not of.
  EXPECT_THROW(ClipSource(pack, with({tiny_->binary})), DataError);
}

TEST_F(ClipSourceTest, options_that_do_not_fit_together_are_refused) {
  EXPECT_THROW(ClipSource(*tiny_->pack, with({})), Error);
  auto options = with({tiny_->binary});
  options.cache_of_video = {0, 0};
  EXPECT_THROW(ClipSource(*tiny_->pack, options), Error);
  options.cache_of_video.assign(kTinyVideos, 1);
  EXPECT_THROW(ClipSource(*tiny_->pack, options), Error);
  ClipSourceOptions truth;
  truth.channels = MaskChannels::kTruth;
  truth.masks_of_video = {1, 0};
  EXPECT_THROW(ClipSource(*tiny_->pack, truth), Error);
  truth.masks_of_video.assign(kTinyVideos, kTinyVideos);
  EXPECT_THROW(ClipSource(*tiny_->pack, truth), Error);
  truth.masks_of_video.assign(kTinyVideos, 0);
  truth.channels = MaskChannels::kNone;
  EXPECT_THROW(ClipSource(*tiny_->pack, truth), Error);
}

TEST_F(ClipSourceTest, frames_outside_the_video_are_refused) {
  ClipSource source(*tiny_->pack, with({tiny_->binary}));
  EXPECT_THROW(source.clip(video(1), {3}), std::out_of_range);
  EXPECT_THROW(source.clip(video(1), {-1}), std::out_of_range);
}

}  // namespace
}  // namespace sonosweep::train
