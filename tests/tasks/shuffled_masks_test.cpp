#include "tasks/shuffled_masks.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "message_of.h"

namespace sonosweep::tasks {
namespace {

using sonosweep::testing::message_of;
using ::testing::HasSubstr;

// Patient k ("p0", "p1", ..) has videos[k] videos, dealt in turn, so that no patient's rows stand together.
data::PackIndex index_of(std::vector<int> videos) {
  data::PackIndex index;
  index.name = "made up";
  for (bool any = true; any;) {
    any = false;
    for (std::size_t k = 0; k < videos.size(); ++k) {
      if (videos[k] == 0) continue;
      --videos[k];
      data::Video video;
      video.id = fmt::format("v{}", index.videos.size());
      video.patient = fmt::format("p{}", k);
      index.videos.push_back(video);
      any = true;
    }
  }
  return index;
}

std::vector<std::string> patients(std::size_t n) {
  std::vector<std::string> ids;
  for (std::size_t k = 0; k < n; ++k) ids.push_back(fmt::format("p{}", k));
  return ids;
}

std::set<std::int64_t> distinct(const std::vector<std::int64_t>& rows) {
  return {rows.begin(), rows.end()};
}

TEST(ShuffledMasks, EveryVideoGetsAnotherPatientsAndEachIsUsedOnce) {
  for (const auto& videos : std::vector<std::vector<int>>{{1, 1},
                                                          {3, 3},
                                                          {1, 1, 1},
                                                          {2, 1, 1},
                                                          {4, 1, 2, 1},
                                                          {6, 6, 6, 6, 6, 5, 4, 1},
                                                          {6, 1, 1, 1, 1, 1, 1}}) {
    const auto index = index_of(videos);
    const auto from = videos_of_shuffled_masks(index, patients(videos.size()));
    ASSERT_EQ(from.size(), index.videos.size());
    EXPECT_EQ(distinct(from).size(), from.size()) << ::testing::PrintToString(videos);
    for (std::size_t row = 0; row < from.size(); ++row)
      EXPECT_NE(index.videos[row].patient, index.videos[static_cast<std::size_t>(from[row])].patient)
          << ::testing::PrintToString(videos) << " row " << row;
  }
}

// Five of p0, one each of p1 and p2: five cannot go to two places, so these two serve again.
TEST(ShuffledMasks, APatientOfMoreThanHalfTheVideosStillGetsOthers) {
  const auto index = index_of({5, 1, 1});
  const auto from = videos_of_shuffled_masks(index, patients(3));
  std::set<std::int64_t> of_big;
  for (std::size_t row = 0; row < from.size(); ++row) {
    EXPECT_NE(index.videos[row].patient, index.videos[static_cast<std::size_t>(from[row])].patient) << row;
    if (index.videos[row].patient == "p0") of_big.insert(from[row]);
  }
  EXPECT_EQ(of_big.size(), 2U);
}

TEST(ShuffledMasks, OnePatientsVideosTakeEachOthers) {
  const auto from = videos_of_shuffled_masks(index_of({4}), patients(1));
  EXPECT_EQ(distinct(from).size(), 4U);
  for (std::size_t row = 0; row < 4; ++row) EXPECT_NE(from[row], static_cast<std::int64_t>(row));
}

// Whoever does not take part neither gives nor gets; in whatever order the patients are named.
TEST(ShuffledMasks, IsAmongTheStudysPatientsAndTheSameInAnyOrder) {
  const auto index = index_of({2, 2, 2, 2});
  const std::vector<std::string> three = {"p3", "p0", "p1"};
  const auto from = videos_of_shuffled_masks(index, three);
  EXPECT_EQ(distinct(from).size(), from.size());
  for (std::size_t row = 0; row < from.size(); ++row) {
    const bool is_out = index.videos[row].patient == "p2";
    EXPECT_EQ(from[row] == static_cast<std::int64_t>(row), is_out) << row;
  }
  EXPECT_EQ(from, videos_of_shuffled_masks(index, {"p0", "p1", "p3"}));
}

TEST(ShuffledMasks, OneVideoIsRefused) {
  const auto said = message_of<UsageError>([] { (void)videos_of_shuffled_masks(index_of({1, 3}), {"p0"}); });
  EXPECT_THAT(said, HasSubstr("controls = shuffled: 'made up' has one video only of the study's patients"));
  EXPECT_THAT(said, HasSubstr("leave 'shuffled' out of the controls"));
  EXPECT_THROW((void)videos_of_shuffled_masks(index_of({3}), {"p7"}), UsageError);
}

// As far into the other video: 0, 1, 2 of 3 frames are 0, 3, 6 of 10, and 0 .. 9 of 10 are
// 0,0,0,0,1,1,1,2,2,2.
TEST(ShuffledMasks, FramesAreMappedIntoTheOtherVideo) {
  EXPECT_EQ(frame_of_other_video(0, 3, 10), 0);
  EXPECT_EQ(frame_of_other_video(1, 3, 10), 3);
  EXPECT_EQ(frame_of_other_video(2, 3, 10), 6);
  std::vector<std::int64_t> shorter;
  for (int n = 0; n < 10; ++n) shorter.push_back(frame_of_other_video(n, 10, 3));
  EXPECT_THAT(shorter, ::testing::ElementsAre(0, 0, 0, 0, 1, 1, 1, 2, 2, 2));
  for (int n = 0; n < 8; ++n) EXPECT_EQ(frame_of_other_video(n, 8, 8), n);
}

}  // namespace
}  // namespace sonosweep::tasks
