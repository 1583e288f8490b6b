// From the phantom through the source folder into the pack: what was planted arrives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "data/pack_reader.h"
#include "data_tools/convert/converter.h"
#include "data_tools/convert/true_frames.h"
#include "data_tools/phantom/presets.h"
#include "data_tools/phantom/synthesize.h"
#include "data_tools/phantom/video_synth.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::IsEmpty;

// The tiny preset, packed; made once.
class PhantomPack : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const testing::TempDir dir;
    synthesize(preset_options("tiny"), dir / "source", 2, [](std::size_t, std::size_t) {});
    ConvertOptions options;
    options.source = dir / "source";
    options.output = dir / "tiny.h5";
    options.jobs = 2;
    convert(options, [](const std::string&) {});
    reader_ = std::make_unique<data::PackReader>(options.output);  // stays open when the folder is gone
  }
  static void TearDownTestSuite() { reader_.reset(); }

  static std::unique_ptr<data::PackReader> reader_;
};
std::unique_ptr<data::PackReader> PhantomPack::reader_;

TEST_F(PhantomPack, IsWholeAndHasTheTruthOfEveryFrame) {
  EXPECT_THAT(reader_->verify(), IsEmpty());
  EXPECT_TRUE(reader_->index().has_truth);
  EXPECT_TRUE(reader_->index().has_frame_truth);
}

TEST_F(PhantomPack, TruthOfAnAnnotatedFrameIsThatOfTheFrame) {
  const auto& index = reader_->index();
  for (std::size_t a = 0; a < index.annotations.size(); ++a) {
    const auto& row = index.annotations[a];
    const auto& video = index.videos[static_cast<std::size_t>(row.video)];
    EXPECT_EQ(reader_->read_truth(static_cast<std::int64_t>(a)),
              reader_->read_frame_truth(video.first_frame + row.frame, 1))
        << video.id;
  }
}

// The structures in memory, frame by frame, and they move: the truth of the first frame does not do for the
// last.
TEST_F(PhantomPack, EveryFrameHasItsOwnTruth) {
  const PhantomOptions options = preset_options("tiny");
  const Cohort cohort = make_cohort(options);
  const auto annotators = make_annotators(options);
  std::size_t moving = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const SyntheticVideo made = make_video(options, cohort.scans[i], i, annotators);
    const auto& video = reader_->index().videos[i];
    ASSERT_EQ(video.id, cohort.scans[i].video_id);
    ASSERT_EQ(made.truth.size(), static_cast<std::size_t>(video.num_frames));
    for (std::size_t n = 0; n < made.truth.size(); ++n)
      EXPECT_EQ(reader_->read_frame_truth(video.first_frame + static_cast<std::int64_t>(n), 1),
                masks_of_bits(made.truth[n], kNumClasses))
          << video.id << ", frame " << n;
    moving += cv::norm(made.truth.front(), made.truth.back(), cv::NORM_INF) > 0 ? 1 : 0;
  }
  EXPECT_EQ(moving, 3U);
}

}  // namespace
}  // namespace sonosweep::data_tools
