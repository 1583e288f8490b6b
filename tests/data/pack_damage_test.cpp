// Damaged packs: each case spoils a whole pack in one place and must be noticed, with file and dataset in the
// message.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>

#include "core/error.h"
#include "data/h5_handle.h"
#include "data/pack_reader.h"
#include "data/small_pack.h"
#include "data/spoil_h5.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using testing::message_of;

class PackDamage : public ::testing::Test {
 protected:
  PackDamage() : path_(dir_ / "a.h5") { write_small_pack(path_); }

  // What opening says.
  std::string message() const {
    const std::string text = message_of<DataError>([&] { const PackReader reader(path_); });
    EXPECT_THAT(text, HasSubstr(path_.string()));
    return text;
  }
  testing::TempDir dir_;
  std::filesystem::path path_;
};

TEST_F(PackDamage, NoSuchFile) {
  std::filesystem::remove(path_);
  EXPECT_THAT(message(), HasSubstr("no such file"));
}

TEST_F(PackDamage, Folder) {
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_THAT(message(), HasSubstr("is a folder"));
}

TEST_F(PackDamage, NotHdf5) {
  write_bytes(path_, "video_id,file\n");
  EXPECT_THAT(message(), HasSubstr("cannot open as HDF5"));
}

TEST_F(PackDamage, Empty) {
  write_bytes(path_, "");
  EXPECT_THAT(message(), HasSubstr("cannot open as HDF5"));
}

TEST_F(PackDamage, CutShortAnywhere) {
  expect_refused_when_cut(path_, [&] { return message() != "(no exception)"; });
  EXPECT_THAT(message(), AllOf(HasSubstr("truncated file"), HasSubstr("cut short")));  // one byte
}

TEST_F(PackDamage, AnotherSchema) {
  { EXPECT_GE(H5Adelete(open_to_spoil(path_).get(), "schema"), 0); }
  EXPECT_THAT(message(), HasSubstr("is not a sonosweep pack"));
}

TEST_F(PackDamage, AnotherVersion) {
  set_integer_attribute(path_, "schema_version", 3);
  EXPECT_THAT(message(),
              AllOf(HasSubstr("schema version 3"), HasSubstr("reads versions 1 to 2"), HasSubstr("newer")));
  set_integer_attribute(path_, "schema_version", 0);
  EXPECT_THAT(message(), AllOf(HasSubstr("schema version 0"), Not(HasSubstr("newer"))));
}

// Read as version 1 it would lack its notes, and be other data.
TEST_F(PackDamage, VersionOfAnotherPack) {
  set_integer_attribute(path_, "schema_version", 1);
  EXPECT_THAT(message(), HasSubstr("attributes damaged"));
}

TEST_F(PackDamage, NotesColumnsAndGeometry) {
  const std::string whole = file_bytes(path_);
  for (const auto& [name, text] :
       {std::pair("/notes", "line 2: dark"), std::pair("/videos/columns/probe", "C5-1"),
        std::pair("/clinical/columns/ward", "north"), std::pair("/videos/fit", "stretch")}) {
    write_bytes(path_, whole);
    flip_bit(path_, text, 1);
    EXPECT_THAT(message(), AllOf(HasSubstr(name), HasSubstr("checksum does not fit"))) << name;
  }
  write_bytes(path_, whole);
  rewrite<double>(path_, "/videos/scale_y", H5T_NATIVE_DOUBLE, {1, 2}, false);
  EXPECT_THAT(message(), AllOf(HasSubstr("/videos/scale_y"), HasSubstr("checksum does not fit")));
  rewrite<double>(path_, "/videos/scale_y", H5T_NATIVE_DOUBLE, {1, 0}, true);
  EXPECT_THAT(message(), HasSubstr("/videos: 'v1': scale 0.25 x 0 is not above 0"));
}

TEST_F(PackDamage, MissingDataset) {
  const std::string whole = file_bytes(path_);
  for (const char* name : {"/frames", "/videos/id", "/videos/sha256", "/annotations/video",
                           "/annotations/confidence", "/clinical/sf_ratio", "/patients/readmitted_30d",
                           "/notes", "/videos/fit", "/videos/scale_x", "/patients", "/videos"}) {
    write_bytes(path_, whole);
    delete_link(path_, name);
    EXPECT_THAT(message(), AllOf(HasSubstr(name), HasSubstr("missing"))) << name;
  }
}

TEST_F(PackDamage, MissingChecksum) {
  {
    const auto file = open_to_spoil(path_);
    ASSERT_GE(H5Adelete_by_name(file.get(), "/videos/day", "sha256", H5P_DEFAULT), 0);
  }
  EXPECT_THAT(message(), AllOf(HasSubstr("/videos/day"), HasSubstr("sha256")));
}

TEST_F(PackDamage, ColumnOfAnotherLength) {
  {
    const auto file = open_to_spoil(path_);
    ASSERT_GE(H5Ldelete(file.get(), "/annotations/frame", H5P_DEFAULT), 0);
    ASSERT_GE(H5Lcreate_hard(file.get(), "/videos/num_frames", file.get(), "/annotations/frame", H5P_DEFAULT,
                             H5P_DEFAULT),
              0);
  }
  EXPECT_THAT(message(), AllOf(HasSubstr("/annotations/frame"), HasSubstr("has 2 rows, the table has 3")));
}

TEST_F(PackDamage, ColumnOfAnotherType) {
  {
    const auto file = open_to_spoil(path_);
    ASSERT_GE(H5Ldelete(file.get(), "/videos/day", H5P_DEFAULT), 0);
    ASSERT_GE(
        H5Lcreate_hard(file.get(), "/videos/num_frames", file.get(), "/videos/day", H5P_DEFAULT, H5P_DEFAULT),
        0);
  }
  EXPECT_THAT(message(), AllOf(HasSubstr("/videos/day"), HasSubstr("another type")));
}

TEST_F(PackDamage, MapsOfAnotherShape) {
  resize_dataset(path_, "/annotations/confidence", {2, kSmallClasses, kSmallHeight, kSmallWidth});
  EXPECT_THAT(message(),
              AllOf(HasSubstr("/annotations/confidence"), HasSubstr("shape [2,2,6,5], expected [3,2,6,5]")));
}

TEST_F(PackDamage, FewerFramesThanTheVideosSay) {
  resize_dataset(path_, "/frames", {4, kSmallHeight, kSmallWidth});
  EXPECT_THAT(message(), AllOf(HasSubstr("'v1'"), HasSubstr("frames 3 + 2 lie outside the 4")));
}

TEST_F(PackDamage, ConfidenceAboveFull) {
  std::vector<std::uint16_t> all;
  for (int a = 0; a < 3; ++a)
    for (const auto v : small_confidence(a)) all.push_back(v);
  all[2 * kSmallPixels + 3] = 10001;  // in the second annotation
  rewrite(path_, "/annotations/confidence", H5T_NATIVE_UINT16, all, true);
  EXPECT_THAT(message(),
              AllOf(HasSubstr("/annotations/confidence: row 1"), HasSubstr("10001 is above 10000")));
}

TEST_F(PackDamage, TableValues) {
  rewrite<std::int64_t>(path_, "/annotations/frame", H5T_NATIVE_INT64, {0, 0, 2}, true);
  EXPECT_THAT(message(), HasSubstr("frame 2 of video 'v1', which has 2"));
}

TEST_F(PackDamage, ChecksumOfATable) {
  rewrite<std::int64_t>(path_, "/annotations/frame", H5T_NATIVE_INT64, {1, 0, 1}, false);
  EXPECT_THAT(message(), AllOf(HasSubstr("/annotations/frame"), HasSubstr("checksum does not fit")));
}

TEST_F(PackDamage, ChecksumOfTheConfidence) {
  std::vector<std::uint16_t> all(3 * kSmallClasses * kSmallPixels, 5000);
  rewrite(path_, "/annotations/confidence", H5T_NATIVE_UINT16, all, false);
  EXPECT_THAT(message(), AllOf(HasSubstr("/annotations/confidence"), HasSubstr("checksum does not fit")));
}

TEST_F(PackDamage, ABitInAMap) {
  flip_bit(path_, as_text(small_confidence(1)), 9);
  EXPECT_THAT(message(), AllOf(HasSubstr("/annotations/confidence"), HasSubstr("damaged")));
}

TEST_F(PackDamage, ABitInAClassName) {
  flip_bit(path_, "pleura", 2);
  EXPECT_THAT(message(), AllOf(HasSubstr("damaged"), HasSubstr("checksum")));
}

// Opening does not read the frames; reading the damaged one does notice, and the others are fine.
TEST_F(PackDamage, ABitInAFrame) {
  const auto frames = small_frames(0, 3);
  flip_bit(
      path_,
      as_text(std::vector<std::uint8_t>(frames.begin() + kSmallPixels, frames.begin() + 2 * kSmallPixels)),
      11);
  const PackReader reader(path_);
  EXPECT_EQ(reader.read_frames(2, 1),
            std::vector<std::uint8_t>(frames.begin() + 2 * kSmallPixels, frames.end()));
  EXPECT_THAT(message_of<DataError>([&] { reader.read_frames(0, 2); }),
              AllOf(HasSubstr(path_.string()), HasSubstr("/frames"), HasSubstr("the file is damaged")));
  EXPECT_THAT(reader.verify(),
              ElementsAre(AllOf(HasSubstr("video 'v0', frame 1"), HasSubstr("the file is damaged"))));
}

// A frame rewritten with a fitting chunk checksum: only verify() can tell.
TEST_F(PackDamage, VerifyFindsAnotherFrame) {
  auto frames = small_frames(0, 3);
  const auto more = small_frames(1, 2);
  frames.insert(frames.end(), more.begin(), more.end());
  frames[4 * kSmallPixels] ^= 1;
  rewrite(path_, "/frames", H5T_NATIVE_UINT8, frames, false);
  EXPECT_THAT(PackReader(path_).verify(),
              ElementsAre(AllOf(HasSubstr("video 'v1'"), HasSubstr("checksum does not fit")),
                          AllOf(HasSubstr("/frames"), HasSubstr("checksum does not fit"))));
}

// The names of the classes changed with a fitting checksum of HDF5's: ours of the attributes tells.
TEST_F(PackDamage, AnotherName) {
  set_text_attribute(path_, "name", "smell");
  EXPECT_THAT(message(), HasSubstr("attributes damaged"));
}

TEST_F(PackDamage, RandomBits) {
  const std::string checksum = PackReader(path_).index().checksum;
  expect_random_bits_noticed(path_, [&] {
    const PackReader reader(path_);
    return !reader.verify().empty() || reader.index().checksum == checksum;
  });
}

}  // namespace
}  // namespace sonosweep::data
