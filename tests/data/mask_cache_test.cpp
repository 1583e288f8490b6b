#include "data/mask_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "core/error.h"
#include "core/sha256.h"
#include "data/bit_masks.h"
#include "data/full_disk.h"
#include "data/h5_handle.h"
#include "data/small_cache.h"
#include "data/small_pack.h"
#include "data/spoil_h5.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;
using testing::TempDir;

class MaskCache : public ::testing::TestWithParam<MaskKind> {
 protected:
  MaskCacheInfo info_ = small_cache_info(GetParam());
  TempDir dir_;
};

TEST_P(MaskCache, ComesBackAsWritten) {
  const std::string checksum = write_small_cache(dir_ / "a.h5", info_);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "a.h5.part"));
  const MaskCacheReader reader(dir_ / "a.h5");
  EXPECT_EQ(difference(reader.info(), info_), "");
  EXPECT_EQ(reader.checksum(), checksum);
  EXPECT_EQ(reader.verify(), "");
  for (std::int64_t n = 0; n < 5; ++n) EXPECT_EQ(reader.read(n, 1), small_cache_masks(info_, n)) << n;
  auto two = small_cache_masks(info_, 2);
  for (const auto value : small_cache_masks(info_, 3)) two.push_back(value);
  EXPECT_EQ(reader.read(2, 2), two);
  EXPECT_THAT(reader.read(5, 0), IsEmpty());
}

// How the frames arrive does not matter, and the same calls give the same bytes.
TEST_P(MaskCache, SameBytesInPiecesOfAnySize) {
  write_small_cache(dir_ / "one.h5", info_);
  std::vector<std::uint8_t> all;
  for (std::int64_t n = 0; n < 5; ++n)
    for (const auto value : small_cache_masks(info_, n)) all.push_back(value);
  {
    MaskCacheWriter writer(dir_ / "other.h5", info_);
    writer.append(all.data(), 0);
    writer.append(all.data(), 3);
    writer.append(all.data() + 3 * 60, 2);  // 2 classes of 6x5
    writer.finish();
  }
  EXPECT_EQ(file_bytes(dir_ / "one.h5"), file_bytes(dir_ / "other.h5"));
}

TEST_P(MaskCache, AnyImageSize) {
  for (const auto& [height, width] : {std::pair(1, 1), std::pair(1, 8), std::pair(3, 3), std::pair(16, 4)}) {
    info_.height = height;
    info_.width = width;
    write_small_cache(dir_ / "a.h5", info_);
    const MaskCacheReader reader(dir_ / "a.h5");
    EXPECT_EQ(reader.read(4, 1), small_cache_masks(info_, 4)) << height << "x" << width;
    EXPECT_EQ(reader.verify(), "");
  }
}

TEST_P(MaskCache, NoFrames) {
  info_.num_frames = 0;
  EXPECT_EQ(write_small_cache(dir_ / "a.h5", info_), sha256_hex(""));
  EXPECT_EQ(MaskCacheReader(dir_ / "a.h5").info().num_frames, 0);
}

TEST_P(MaskCache, ReadingOutsideThrows) {
  write_small_cache(dir_ / "a.h5", info_);
  const MaskCacheReader reader(dir_ / "a.h5");
  EXPECT_THROW(reader.read(4, 2), std::out_of_range);
  EXPECT_THROW(reader.read(-1, 1), std::out_of_range);
  EXPECT_THROW(reader.read(0, -1), std::out_of_range);
  EXPECT_THROW(reader.read(INT64_MAX, 1), std::out_of_range);
}

TEST_P(MaskCache, TooFewFramesGiveNoFile) {
  {
    MaskCacheWriter writer(dir_ / "a.h5", info_);
    for (std::int64_t n = 0; n < 4; ++n) writer.append(small_cache_masks(info_, n).data(), 1);
    EXPECT_THAT(message_of<Error>([&] { writer.finish(); }),
                AllOf(HasSubstr("a.h5: /masks"), HasSubstr("masks of 4 frames, expected 5")));
  }
  EXPECT_TRUE(std::filesystem::is_empty(dir_.path()));
}

TEST_P(MaskCache, MoreFramesThanAnnouncedAreRefused) {
  MaskCacheWriter writer(dir_ / "a.h5", info_);
  const std::vector<std::uint8_t> six(6 * 60, 0);
  EXPECT_THAT(message_of<Error>([&] { writer.append(six.data(), 6); }), HasSubstr("was to have 5"));
}

TEST_P(MaskCache, WithoutFinishTheOldFileStays) {
  write_bytes(dir_ / "a.h5", "the old one");
  {
    MaskCacheWriter writer(dir_ / "a.h5", info_);
    writer.append(small_cache_masks(info_, 0).data(), 1);
  }
  EXPECT_FALSE(std::filesystem::exists(dir_ / "a.h5.part"));
  EXPECT_EQ(file_bytes(dir_ / "a.h5"), "the old one");
}

INSTANTIATE_TEST_SUITE_P(Kinds, MaskCache, ::testing::Values(MaskKind::kBinary, MaskKind::kProbability),
                         [](const auto& each) {
                           return each.param == MaskKind::kBinary ? "Binary" : "Probability";
                         });

// What stands in the file, as another program sees it: [5,2,B], frame after frame.
TEST(MaskCacheFile, BinaryTakesOneBitAPixel) {
  const TempDir dir;
  const auto info = small_cache_info(MaskKind::kBinary);
  const std::string checksum = write_small_cache(dir / "a.h5", info);
  std::string bytes;
  for (std::int64_t n = 0; n < 5; ++n) bytes += as_text(pack_bits(small_cache_masks(info, n).data(), 2, 30));
  EXPECT_EQ(bytes.size(), 40U);  // 5 frames, 2 classes, ceil(30 / 8) = 4 bytes
  EXPECT_EQ(checksum, sha256_hex(bytes));
}

TEST(MaskCacheFile, ProbabilityTakesOneByteAPixel) {
  const TempDir dir;
  const auto info = small_cache_info(MaskKind::kProbability);
  std::string bytes;
  for (std::int64_t n = 0; n < 5; ++n) bytes += as_text(small_cache_masks(info, n));
  EXPECT_EQ(write_small_cache(dir / "a.h5", info), sha256_hex(bytes));
}

TEST(MaskCacheWriter, SaysWhatItCannotMake) {
  const TempDir dir;
  auto info = small_cache_info(MaskKind::kBinary);
  const auto message = [&](const std::string& name) {
    return message_of<Error>([&] { MaskCacheWriter(dir / name, info); });
  };
  EXPECT_THAT(message("nowhere/a.h5"),
              AllOf(HasSubstr("nowhere/a.h5"), HasSubstr("No such file or directory")));
  info.classes.clear();
  EXPECT_THAT(message("a.h5"), HasSubstr("of 0 classes"));
  info = small_cache_info(MaskKind::kBinary);
  info.height = 0;
  EXPECT_THAT(message("a.h5"), HasSubstr("of 0x5"));
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

// The disk is full at any moment.
TEST(MaskCacheWriter, FileSizeLimitAnywhere) {
  const TempDir dir;
  const auto write = [&] { write_small_cache(dir / "a.h5", small_cache_info(MaskKind::kProbability)); };
  write();
  const auto whole = std::filesystem::file_size(dir / "a.h5");
  std::filesystem::remove(dir / "a.h5");
  for (std::uintmax_t limit = 0; limit < whole; limit += whole / 12)
    EXPECT_EQ(write_in_child(
                  dir.path(), [&] { limit_file_size(limit); }, write, "File too large"),
              kExitFailed)
        << "limit " << limit;
}

TEST(MaskCacheWriter, TmpfsOfOneMegabyte) {
  const TempDir dir;
  const SmallDisk disk(dir.path());
  if (!disk.mounted())
    GTEST_SKIP() << "may not mount a tmpfs here (needs root); the file size limit test stands in";
  auto info = small_cache_info(MaskKind::kProbability);
  info.height = info.width = 64;
  info.num_frames = 150;  // of 8 kB each: 1.2 MB
  EXPECT_EQ(write_in_child(
                dir.path(), [] {}, [&] { write_small_cache(dir / "a.h5", info); }, "No space left on device"),
            kExitFailed);
}

TEST(MaskCacheDifference, NamesTheFirst) {
  const auto wanted = small_cache_info(MaskKind::kBinary);
  const auto said = [&](auto change) {
    auto there = wanted;
    change(there);
    return difference(there, wanted);
  };
  EXPECT_EQ(said([](MaskCacheInfo&) {}), "");
  EXPECT_EQ(said([](MaskCacheInfo& i) { i.data_checksum = std::string(64, 'a'); }),
            "of another data set (aaaaaaaa.. there, dddddddd.. here)");
  EXPECT_EQ(said([](MaskCacheInfo& i) { i.segmenter = "a1b2"; }),
            "made by another segmenter (a1b2 there, eeeeeeee.. here)");
  EXPECT_EQ(said([](MaskCacheInfo& i) { i.kind = MaskKind::kProbability; }),
            "another kind of masks (probability there, binary here)");
  EXPECT_EQ(said([](MaskCacheInfo& i) {
              i.classes = {"B line", "pleura"};
            }),
            "other classes (B line, pleura there, pleura, B line here)");
  EXPECT_EQ(said([](MaskCacheInfo& i) { i.num_frames = 4; }), "another number of frames (4 there, 5 here)");
  EXPECT_EQ(said([](MaskCacheInfo& i) { i.height = 7; }), "images of another size (7x5 there, 6x5 here)");
  EXPECT_EQ(said([](MaskCacheInfo& i) { i.width = 7; }), "images of another size (6x7 there, 6x5 here)");
  // Of several, the one that explains the others.
  EXPECT_THAT(said([](MaskCacheInfo& i) {
                i.width = 7;
                i.data_checksum = "x";
              }),
              HasSubstr("another data set"));
}

}  // namespace
}  // namespace sonosweep::data
