#include "data/pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/sha256.h"
#include "data/small_pack.h"

namespace sonosweep::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

PackIndex whole_index() {
  PackIndex index = small_index();
  index.num_frames = 5;
  for (int v = 0; v < 2; ++v) {
    index.videos.push_back(small_video(v));
    index.videos.back().first_frame = 3 * v;
    index.videos.back().num_frames = 3 - v;
  }
  index.annotations = {{0, 0, "Anna"}, {0, 0, "Ben"}, {1, 1, "Anna"}};
  return index;
}

TEST(Pack, KnownViews) {
  for (const char* view : {"R1", "R2", "R3", "L1", "L2", "L3", ""}) EXPECT_TRUE(is_known_view(view)) << view;
  for (const char* view : {"R4", "r1", "R1 ", "R"}) EXPECT_FALSE(is_known_view(view)) << view;
}

TEST(Pack, ChecksumIsOverNameAndSumInNameOrder) {
  EXPECT_EQ(pack_checksum({{"/b", "22"}, {"/a", "11"}}), sha256_hex("/a 11\n/b 22\n"));
}

TEST(PackIndexFaults, NoneInAWholeIndex) {
  EXPECT_THAT(pack_index_faults(whole_index()), IsEmpty());
}

// Each case spoils one thing and names what the message must say.
struct Spoiled {
  const char* message;
  void (*spoil)(PackIndex&);
};

class PackIndexFaultsIn : public ::testing::TestWithParam<Spoiled> {};

TEST_P(PackIndexFaultsIn, AreNamed) {
  PackIndex index = whole_index();
  GetParam().spoil(index);
  EXPECT_THAT(pack_index_faults(index), ElementsAre(HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Each, PackIndexFaultsIn,
    ::testing::Values(
        Spoiled{"stands twice", [](PackIndex& i) { i.videos[1].id = "v0"; }},
        Spoiled{"empty id", [](PackIndex& i) { i.videos[1].id = ""; }},
        Spoiled{"not in /patients", [](PackIndex& i) { i.videos[1].patient = "p7"; }},
        Spoiled{"unknown view 'R4'", [](PackIndex& i) { i.videos[0].view = "R4"; }},
        Spoiled{"negative", [](PackIndex& i) { i.videos[0].day = -2; }},
        Spoiled{"outside", [](PackIndex& i) { i.videos[1].first_frame = 4; }},
        Spoiled{"outside", [](PackIndex& i) { i.videos[0].first_frame = -1; }},
        Spoiled{"outside",
                [](PackIndex& i) { i.videos[0].first_frame = std::numeric_limits<std::int64_t>::max(); }},
        Spoiled{"fps", [](PackIndex& i) { i.videos[0].fps = std::numeric_limits<double>::quiet_NaN(); }},
        Spoiled{"depth_cm", [](PackIndex& i) { i.videos[0].depth_cm = -1; }},
        Spoiled{"video 2 of 2", [](PackIndex& i) { i.annotations[0].video = 2; }},
        Spoiled{"video -1", [](PackIndex& i) { i.annotations[0].video = -1; }},
        Spoiled{"frame 2 of video 'v1', which has 2", [](PackIndex& i) { i.annotations[2].frame = 2; }},
        Spoiled{"annotator 'Anna' stands twice", [](PackIndex& i) { i.annotations[1].annotator = "Anna"; }},
        Spoiled{"stands twice", [](PackIndex& i) { i.clinical[1].day = 0; }},
        Spoiled{"not a positive number", [](PackIndex& i) { i.clinical[0].sf_ratio_raw = 0; }},
        Spoiled{"stands twice", [](PackIndex& i) { i.classes[1] = "pleura"; }},
        Spoiled{"readmitted_30d 2", [](PackIndex& i) { i.patients[0].readmitted_30d = 2; }}));

TEST(PackIndexFaults, PatientTwice) {
  PackIndex index = whole_index();
  index.patients.push_back({"p0", 0});
  EXPECT_THAT(pack_index_faults(index), ElementsAre(HasSubstr("'p0' is empty or stands twice")));
}

TEST(PackIndexFaults, VideoWithoutFrames) {
  PackIndex index = whole_index();
  index.annotations.pop_back();
  index.videos[1].num_frames = 0;
  EXPECT_THAT(pack_index_faults(index), ElementsAre(HasSubstr("frames 3 + 0 lie outside")));
}

}  // namespace
}  // namespace sonosweep::data
