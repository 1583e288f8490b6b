// Damaged packs: each case spoils a whole pack in one place and must be noticed, with file and dataset in the
// message.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/rng.h"
#include "core/sha256.h"
#include "data/h5_handle.h"
#include "data/pack_reader.h"
#include "data/small_pack.h"
#include "temp_dir.h"

namespace sonosweep::data {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class PackDamage : public ::testing::Test {
 protected:
  PackDamage() : path_(dir_ / "a.h5") { write_small_pack(path_); }

  // What opening says; "" if it opens.
  std::string message() const {
    try {
      const PackReader reader(path_);
    } catch (const DataError& error) {
      EXPECT_THAT(error.what(), HasSubstr(path_.string()));
      return error.what();
    }
    return "";
  }
  H5FileHandle open_to_spoil() const {
    prepare_h5_library();
    return H5FileHandle(H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
  }
  template <typename T>
  void rewrite(const char* dataset, hid_t type, const std::vector<T>& values, bool fix_checksum) const {
    const auto file = open_to_spoil();
    const H5DatasetHandle set(H5Dopen2(file.get(), dataset, H5P_DEFAULT));
    ASSERT_GE(H5Dwrite(set.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
    if (!fix_checksum) return;
    const H5AttributeHandle attribute(H5Aopen(set.get(), "sha256", H5P_DEFAULT));
    const H5TypeHandle text(H5Aget_type(attribute.get()));
    const std::string sum =
        sha256_hex({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
    ASSERT_GE(H5Awrite(attribute.get(), text.get(), sum.data()), 0);
  }
  void set_version(std::int64_t version) const {
    const auto file = open_to_spoil();
    const H5AttributeHandle attribute(H5Aopen(file.get(), "schema_version", H5P_DEFAULT));
    ASSERT_GE(H5Awrite(attribute.get(), H5T_NATIVE_INT64, &version), 0);
  }
  // Flips one bit of byte `at` of the first place where `what` stands in the file.
  void flip_in(const std::string& what, std::size_t at) const {
    std::string bytes = file_bytes(path_);
    const auto found = bytes.find(what);
    ASSERT_NE(found, std::string::npos);
    bytes[found + at] = static_cast<char>(bytes[found + at] ^ 4);
    write_bytes(path_, bytes);
  }
  template <typename T>
  static std::string as_text(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
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
  const std::string whole = file_bytes(path_);
  for (std::size_t kept = 0; kept < whole.size(); kept += whole.size() / 40 + 1) {
    write_bytes(path_, whole.substr(0, kept));
    EXPECT_NE(message(), "") << kept << " of " << whole.size();
  }
  write_bytes(path_, whole.substr(0, whole.size() - 1));
  EXPECT_THAT(message(), AllOf(HasSubstr("truncated file"), HasSubstr("cut short")));
}

TEST_F(PackDamage, AnotherSchema) {
  { EXPECT_GE(H5Adelete(open_to_spoil().get(), "schema"), 0); }
  EXPECT_THAT(message(), HasSubstr("is not a sonosweep pack"));
}

TEST_F(PackDamage, AnotherVersion) {
  set_version(2);
  EXPECT_THAT(message(),
              AllOf(HasSubstr("schema version 2"), HasSubstr("reads version 1"), HasSubstr("newer")));
  set_version(0);
  EXPECT_THAT(message(), AllOf(HasSubstr("schema version 0"), Not(HasSubstr("newer"))));
}

TEST_F(PackDamage, MissingDataset) {
  const std::string whole = file_bytes(path_);
  for (const char* name :
       {"/frames", "/videos/id", "/videos/sha256", "/annotations/video", "/annotations/confidence",
        "/clinical/sf_ratio", "/patients/readmitted_30d", "/patients", "/videos"}) {
    write_bytes(path_, whole);
    { ASSERT_GE(H5Ldelete(open_to_spoil().get(), name, H5P_DEFAULT), 0); }
    EXPECT_THAT(message(), AllOf(HasSubstr(name), HasSubstr("missing"))) << name;
  }
}

TEST_F(PackDamage, MissingChecksum) {
  {
    const auto file = open_to_spoil();
    ASSERT_GE(H5Adelete_by_name(file.get(), "/videos/day", "sha256", H5P_DEFAULT), 0);
  }
  EXPECT_THAT(message(), AllOf(HasSubstr("/videos/day"), HasSubstr("sha256")));
}

TEST_F(PackDamage, ColumnOfAnotherLength) {
  {
    const auto file = open_to_spoil();
    ASSERT_GE(H5Ldelete(file.get(), "/annotations/frame", H5P_DEFAULT), 0);
    ASSERT_GE(H5Lcreate_hard(file.get(), "/videos/num_frames", file.get(), "/annotations/frame", H5P_DEFAULT,
                             H5P_DEFAULT),
              0);
  }
  EXPECT_THAT(message(), AllOf(HasSubstr("/annotations/frame"), HasSubstr("has 2 rows, the table has 3")));
}

TEST_F(PackDamage, ColumnOfAnotherType) {
  {
    const auto file = open_to_spoil();
    ASSERT_GE(H5Ldelete(file.get(), "/videos/day", H5P_DEFAULT), 0);
    ASSERT_GE(
        H5Lcreate_hard(file.get(), "/videos/num_frames", file.get(), "/videos/day", H5P_DEFAULT, H5P_DEFAULT),
        0);
  }
  EXPECT_THAT(message(), AllOf(HasSubstr("/videos/day"), HasSubstr("another type")));
}

TEST_F(PackDamage, MapsOfAnotherShape) {
  {
    const auto file = open_to_spoil();
    const H5DatasetHandle set(H5Dopen2(file.get(), "/annotations/confidence", H5P_DEFAULT));
    const hsize_t shape[] = {2, kSmallClasses, kSmallHeight, kSmallWidth};
    ASSERT_GE(H5Dset_extent(set.get(), shape), 0);
  }
  EXPECT_THAT(message(),
              AllOf(HasSubstr("/annotations/confidence"), HasSubstr("shape [2,2,6,5], expected [3,2,6,5]")));
}

TEST_F(PackDamage, FewerFramesThanTheVideosSay) {
  {
    const auto file = open_to_spoil();
    const H5DatasetHandle set(H5Dopen2(file.get(), "/frames", H5P_DEFAULT));
    const hsize_t shape[] = {4, kSmallHeight, kSmallWidth};
    ASSERT_GE(H5Dset_extent(set.get(), shape), 0);
  }
  EXPECT_THAT(message(), AllOf(HasSubstr("'v1'"), HasSubstr("frames 3 + 2 lie outside the 4")));
}

TEST_F(PackDamage, ConfidenceAboveFull) {
  std::vector<std::uint16_t> all;
  for (int a = 0; a < 3; ++a)
    for (const auto v : small_confidence(a)) all.push_back(v);
  all[2 * kSmallPixels + 3] = 10001;  // in the second annotation
  rewrite("/annotations/confidence", H5T_NATIVE_UINT16, all, true);
  EXPECT_THAT(message(),
              AllOf(HasSubstr("/annotations/confidence: row 1"), HasSubstr("10001 is above 10000")));
}

TEST_F(PackDamage, TableValues) {
  rewrite<std::int64_t>("/annotations/frame", H5T_NATIVE_INT64, {0, 0, 2}, true);
  EXPECT_THAT(message(), HasSubstr("frame 2 of video 'v1', which has 2"));
}

TEST_F(PackDamage, ChecksumOfATable) {
  rewrite<std::int64_t>("/annotations/frame", H5T_NATIVE_INT64, {1, 0, 1}, false);
  EXPECT_THAT(message(), AllOf(HasSubstr("/annotations/frame"), HasSubstr("checksum does not fit")));
}

TEST_F(PackDamage, ChecksumOfTheConfidence) {
  std::vector<std::uint16_t> all(3 * kSmallClasses * kSmallPixels, 5000);
  rewrite("/annotations/confidence", H5T_NATIVE_UINT16, all, false);
  EXPECT_THAT(message(), AllOf(HasSubstr("/annotations/confidence"), HasSubstr("checksum does not fit")));
}

TEST_F(PackDamage, ABitInAMap) {
  flip_in(as_text(small_confidence(1)), 9);
  EXPECT_THAT(message(), AllOf(HasSubstr("/annotations/confidence"), HasSubstr("damaged")));
}

TEST_F(PackDamage, ABitInAClassName) {
  flip_in("pleura", 2);
  EXPECT_THAT(message(), AllOf(HasSubstr("damaged"), HasSubstr("checksum")));
}

// Opening does not read the frames; reading the damaged one does notice, and the others are fine.
TEST_F(PackDamage, ABitInAFrame) {
  const auto frames = small_frames(0, 3);
  flip_in(
      as_text(std::vector<std::uint8_t>(frames.begin() + kSmallPixels, frames.begin() + 2 * kSmallPixels)),
      11);
  const PackReader reader(path_);
  EXPECT_EQ(reader.read_frames(2, 1),
            std::vector<std::uint8_t>(frames.begin() + 2 * kSmallPixels, frames.end()));
  try {
    reader.read_frames(0, 2);
    FAIL() << "no exception";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr(path_.string()), HasSubstr("/frames"), HasSubstr("the file is damaged")));
  }
  EXPECT_THAT(reader.verify(), ElementsAre(AllOf(HasSubstr("video 'v0', frame 1"), HasSubstr("the file is damaged"))));
}

// A frame rewritten with a fitting chunk checksum: only verify() can tell.
TEST_F(PackDamage, VerifyFindsAnotherFrame) {
  auto frames = small_frames(0, 3);
  const auto more = small_frames(1, 2);
  frames.insert(frames.end(), more.begin(), more.end());
  frames[4 * kSmallPixels] ^= 1;
  rewrite("/frames", H5T_NATIVE_UINT8, frames, false);
  EXPECT_THAT(PackReader(path_).verify(),
              ElementsAre(AllOf(HasSubstr("video 'v1'"), HasSubstr("checksum does not fit")),
                          AllOf(HasSubstr("/frames"), HasSubstr("checksum does not fit"))));
}

// The names of the classes changed with a fitting checksum of HDF5's: ours of the attributes tells.
TEST_F(PackDamage, AnotherName) {
  {
    const auto file = open_to_spoil();
    const H5AttributeHandle attribute(H5Aopen(file.get(), "name", H5P_DEFAULT));
    const H5TypeHandle type(H5Aget_type(attribute.get()));
    ASSERT_GE(H5Awrite(attribute.get(), type.get(), "smell"), 0);
  }
  EXPECT_THAT(message(), HasSubstr("attributes damaged"));
}

// Any bit anywhere: never a crash, and what is not noticed does not matter (space nobody uses).
// In a process of its own: HDF5 loses memory when it fails, which the sanitizer would report.
TEST_F(PackDamage, RandomBits) {
  const std::string whole = file_bytes(path_);
  const std::string checksum = PackReader(path_).index().checksum;
  const pid_t child = fork();
  if (child == 0) {
    Rng rng(11);
    int code = 0;
    for (int repeat = 0; repeat < 600 && code == 0; ++repeat) {
      std::string bytes = whole;
      const auto at = rng.below(bytes.size());
      bytes[at] = static_cast<char>(bytes[at] ^ (1U << rng.below(8)));
      write_bytes(path_, bytes);
      try {
        const PackReader reader(path_);
        if (reader.verify().empty() && reader.index().checksum != checksum) code = 1;
      } catch (const Error&) {
      } catch (...) {
        code = 2;
      }
    }
    _exit(code);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace sonosweep::data
