#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "core/error.h"
#include "core/sha256.h"
#include "data/h5_handle.h"
#include "data/pack_reader.h"
#include "data/pack_writer.h"
#include "data/small_pack.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

void expect_small_pack(const PackReader& reader) {
  const PackIndex& index = reader.index();
  EXPECT_EQ(index.name, "small");
  EXPECT_THAT(index.classes, ElementsAre("pleura", "B line"));
  EXPECT_EQ(index.num_frames, 5);
  EXPECT_EQ(index.height, kSmallHeight);
  EXPECT_EQ(index.width, kSmallWidth);
  ASSERT_EQ(index.videos.size(), 2U);
  EXPECT_EQ(index.videos[0].patient, "p0");
  EXPECT_EQ(index.videos[1].patient, "Müller");
  EXPECT_EQ(index.videos[0].day, 2);
  EXPECT_EQ(index.videos[1].day, -1);
  EXPECT_EQ(index.videos[0].view, "R3");
  EXPECT_EQ(index.videos[1].view, "");
  EXPECT_EQ(index.videos[1].first_frame, 3);
  EXPECT_EQ(index.videos[1].num_frames, 2);
  EXPECT_EQ(index.videos[0].fps, 19.1);
  EXPECT_EQ(index.videos[0].depth_cm, 4);
  const auto second = small_frames(1, 2);
  EXPECT_EQ(index.videos[1].sha256,
            sha256_hex({reinterpret_cast<const char*>(second.data()), second.size()}));
  ASSERT_EQ(index.annotations.size(), 3U);
  EXPECT_EQ(index.annotations[2].video, 1);
  EXPECT_EQ(index.annotations[2].frame, 1);
  EXPECT_EQ(index.annotations[1].annotator, "Ben");
  ASSERT_EQ(index.clinical.size(), 2U);
  EXPECT_EQ(index.clinical[1].day, 2);
  EXPECT_EQ(index.clinical[1].sf_ratio, 400.0 / 477);
  EXPECT_EQ(index.clinical[1].sf_ratio_raw, 400);
  ASSERT_EQ(index.patients.size(), 2U);
  EXPECT_EQ(index.patients[0].readmitted_30d, 1);
  EXPECT_EQ(index.patients[1].readmitted_30d, -1);
  EXPECT_EQ(index.truth_parameters, R"({"planted": 60})");
  EXPECT_TRUE(index.has_truth);
  EXPECT_EQ(index.checksum.size(), 64U);
  EXPECT_EQ(index.schema_version, 2);
  EXPECT_THAT(index.notes, ElementsAre("videos.csv line 2: dark", "größer"));
  EXPECT_THAT(index.videos[0].columns, ElementsAre(Pair("a/b", "./"), Pair("probe", "C5-1")));
  EXPECT_THAT(index.videos[1].columns, ElementsAre(Pair("a/b", "./"), Pair("probe", "")));
  EXPECT_THAT(index.clinical[0].columns, ElementsAre(Pair("ward", "north")));
  EXPECT_THAT(index.clinical[1].columns, ElementsAre(Pair("ward", "")));
  const Geometry &first = index.videos[0].geometry, &other = index.videos[1].geometry;
  EXPECT_EQ(first.fit, "stretch");
  EXPECT_EQ(first.scale_x, 1);
  EXPECT_EQ(other.fit, "pad");
  EXPECT_EQ(other.offset_x, 0.5);
  EXPECT_EQ(other.offset_y, -2);
  EXPECT_EQ(other.scale_x, 0.25);
  EXPECT_EQ(other.scale_y, 0.75);

  EXPECT_EQ(reader.read_frames(0, 3), small_frames(0, 3));
  EXPECT_EQ(reader.read_frames(3, 2), second);
  EXPECT_EQ(reader.read_frames(4, 1), std::vector<std::uint8_t>(second.begin() + kSmallPixels, second.end()));
  EXPECT_THAT(reader.read_frames(5, 0), IsEmpty());
  for (int a = 0; a < 3; ++a) EXPECT_EQ(reader.read_confidence(a), small_confidence(a));
  EXPECT_EQ(reader.read_truth(0), std::vector<std::uint8_t>(kSmallClasses * kSmallPixels, 0));
  EXPECT_EQ(reader.read_truth(2), small_truth(2));
  EXPECT_THAT(reader.verify(), IsEmpty());
}

class PackRoundTrip : public ::testing::TestWithParam<int> {
 protected:
  testing::TempDir dir_;
};

TEST_P(PackRoundTrip, ComesBackAsWritten) {
  const auto path = dir_ / "a.h5";
  write_small_pack(path, {GetParam()});
  expect_small_pack(PackReader(path));
  EXPECT_FALSE(std::filesystem::exists(dir_ / "a.h5.part"));
}

INSTANTIATE_TEST_SUITE_P(StoredAndGzip, PackRoundTrip, ::testing::Values(0, 1, 9));

TEST(Pack, SameCallsGiveSameBytes) {
  const testing::TempDir dir;
  for (const int level : {0, 4}) {
    write_small_pack(dir / "a.h5", {level});
    // Other memory contents in between, so that bytes nobody wrote would show.
    const std::vector<std::vector<char>> noise(64, std::vector<char>(4096, static_cast<char>(level + 77)));
    write_small_pack(dir / "b.h5", {level});
    EXPECT_EQ(file_bytes(dir / "a.h5"), file_bytes(dir / "b.h5"));
  }
}

// Time stamps have a resolution of a second, which two packs made one after the other may share.
TEST(Pack, HasNoTimeStamps) {
  const testing::TempDir dir;
  write_small_pack(dir / "a.h5");
  prepare_h5_library();
  const H5FileHandle file(H5Fopen((dir / "a.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
  const auto tracked = [](hid_t properties_id) {
    const H5PropertyHandle properties(properties_id);
    hbool_t track = true;
    EXPECT_GE(H5Pget_obj_track_times(properties.get(), &track), 0);
    return track;
  };
  for (const char* name : {"/", "/videos", "/annotations", "/clinical", "/patients", "/truth"}) {
    const H5GroupHandle group(H5Gopen2(file.get(), name, H5P_DEFAULT));
    EXPECT_FALSE(tracked(H5Gget_create_plist(group.get()))) << name;
  }
  for (const char* name :
       {"/frames", "/videos/id", "/videos/day", "/annotations/confidence", "/truth/parameters"}) {
    const H5DatasetHandle dataset(H5Dopen2(file.get(), name, H5P_DEFAULT));
    EXPECT_FALSE(tracked(H5Dget_create_plist(dataset.get()))) << name;
  }
}

TEST(Pack, ChecksumIsOfTheDataNotOfItsStorage) {
  const testing::TempDir dir;
  write_small_pack(dir / "a.h5", {0});
  write_small_pack(dir / "b.h5", {9});
  EXPECT_EQ(PackReader(dir / "a.h5").index().checksum, PackReader(dir / "b.h5").index().checksum);
}

// As the first program that wrote version 2 computed it: what comes later is optional, or another version.
// (Of version 1: pack_version_1_test.cpp.)
TEST(Pack, ChecksumOfAVersionNeverChanges) {
  const testing::TempDir dir;
  write_small_pack(dir / "a.h5");
  EXPECT_EQ(PackReader(dir / "a.h5").index().checksum,
            "d28d9ff79766a09589810072a3ef243e89ecc4f31e396037358e659bb6ccc443");
}

TEST(Pack, ADroppedVideoLeavesNoTrace) {
  const testing::TempDir dir;
  write_small_pack(dir / "whole.h5");
  {
    PackWriter writer(dir / "dropped.h5", kSmallHeight, kSmallWidth, kSmallClasses);
    const auto bad = small_frames(7, 6);
    writer.append_frames(bad.data(), 6);
    writer.drop_video();
    for (int v = 0; v < 2; ++v) {
      writer.append_frames(small_frames(v, 3 - v).data(), 3 - v);
      writer.end_video(small_video(v));
      writer.append_frames(bad.data(), 4);
      writer.drop_video();
    }
    const Annotation rows[] = {{0, 0, "Anna"}, {0, 0, "Ben"}, {1, 1, "Anna"}};
    for (int a = 0; a < 3; ++a)
      writer.add_annotation(rows[a], small_confidence(a).data(), a == 0 ? nullptr : small_truth(a).data());
    writer.finish(small_index());
  }
  const PackReader reader(dir / "dropped.h5");
  expect_small_pack(reader);
  EXPECT_EQ(reader.index().checksum, PackReader(dir / "whole.h5").index().checksum);
}

TEST(Pack, WithoutFinishNothingIsLeft) {
  const testing::TempDir dir;
  write_bytes(dir / "a.h5", "the old one");
  {
    PackWriter writer(dir / "a.h5", kSmallHeight, kSmallWidth, kSmallClasses);
    writer.append_frames(small_frames(0, 3).data(), 3);
    EXPECT_TRUE(std::filesystem::exists(dir / "a.h5.part"));
  }
  EXPECT_FALSE(std::filesystem::exists(dir / "a.h5.part"));
  EXPECT_EQ(file_bytes(dir / "a.h5"), "the old one");
  write_small_pack(dir / "a.h5");
  expect_small_pack(PackReader(dir / "a.h5"));
}

TEST(Pack, WithoutAnnotationsAndTables) {
  const testing::TempDir dir;
  {
    PackWriter writer(dir / "a.h5", kSmallHeight, kSmallWidth, 1);
    writer.append_frames(small_frames(0, 1).data(), 1);
    EXPECT_EQ(writer.end_video(small_video(0)), 0);
    PackIndex index;
    index.classes = {"c"};
    index.patients = {{"p0"}};
    writer.finish(index);
  }
  const PackReader reader(dir / "a.h5");
  EXPECT_THAT(reader.index().annotations, IsEmpty());
  EXPECT_THAT(reader.index().clinical, IsEmpty());
  EXPECT_FALSE(reader.index().has_truth);
  EXPECT_EQ(reader.index().truth_parameters, "");
  EXPECT_THROW(reader.read_truth(0), DataError);
  EXPECT_THAT(reader.verify(), IsEmpty());
}

TEST(Pack, ReadingOutsideThrows) {
  const testing::TempDir dir;
  write_small_pack(dir / "a.h5");
  const PackReader reader(dir / "a.h5");
  EXPECT_THROW(reader.read_frames(4, 2), std::out_of_range);
  EXPECT_THROW(reader.read_frames(-1, 1), std::out_of_range);
  EXPECT_THROW(reader.read_frames(0, INT64_MAX), std::out_of_range);
  EXPECT_THROW(reader.read_confidence(3), std::out_of_range);
}

TEST(Pack, SeveralProcessesReadAtOnce) {
  const testing::TempDir dir;
  write_small_pack(dir / "a.h5");
  const PackReader mine(dir / "a.h5");
  const pid_t child = fork();
  if (child == 0) {
    int code = 1;
    try {
      code = PackReader(dir / "a.h5").verify().empty() ? 0 : 1;
    } catch (...) {
    }
    _exit(code);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(mine.read_frames(0, 3), small_frames(0, 3));
}

TEST(PackWriter, RefusesWhatTheReaderWouldRefuse) {
  const testing::TempDir dir;
  PackWriter writer(dir / "a.h5", kSmallHeight, kSmallWidth, kSmallClasses);
  writer.append_frames(small_frames(0, 1).data(), 1);
  writer.end_video(small_video(0));
  PackIndex index = small_index();
  index.patients.clear();
  EXPECT_THROW(writer.finish(index), DataError);
}

TEST(PackWriter, SaysWhereItCannotWrite) {
  const testing::TempDir dir;
  const auto message = testing::message_of<Error>([&] { PackWriter writer(dir / "nowhere/a.h5", 2, 2, 1); });
  EXPECT_THAT(message, AllOf(HasSubstr("nowhere/a.h5"), HasSubstr("No such file or directory")));
}

}  // namespace
}  // namespace sonosweep::data
